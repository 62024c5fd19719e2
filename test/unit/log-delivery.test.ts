/** How entries become syslog messages, and when a delivery is tried again. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { askedWaitMs } from '../../activities/delivery/retry-after.ts';
import { syslogFrame, syslogMessage } from '../../activities/delivery/syslog-message.ts';
import {
  COLLECTOR_FORMATS,
  type CollectorFormat,
  deliveryRetryMs,
  largerBatch,
  MAX_BATCH,
  smallerBatch,
} from '../../domain/log-collector.ts';
import { exportedEntry } from '../../store/ledger/export/exported-entry.ts';
import { lineFor } from '../../store/ledger/export/formats.ts';
import { auditEntry, EVENT_ID, EVENT_TIME, ledgerEntry, prunedEntry } from '../support/ledger-entry.ts';
import { FrameReader } from '../support/syslog-receiver.ts';

const ENTERPRISE = 32_473;

function messageOf(entry: ReturnType<typeof ledgerEntry>, format: CollectorFormat = 'cef'): string {
  const exported = exportedEntry(1, entry);
  return syslogMessage(exported, lineFor(format, exported), ENTERPRISE);
}

/** RFC 5424, section 6, as far as it is used here. */
function parse(message: string) {
  const [, priority, version, time, host, app, process, id, data = '', text] =
    /^<(\d{1,3})>(\d) (\S+) (\S+) (\S+) (\S+) (\S+) \[((?:[^\]"]|"(?:[^"\\]|\\.)*")*)\] (.*)$/s.exec(message) ??
    assert.fail(message);
  const [name = ''] = data.split(' ', 1);
  const parameters = Object.fromEntries(
    [...data.matchAll(/ (\w+)="((?:[^"\\\]]|\\["\\\]])*)"/g)].map(([, key, value = '']) => [
      key,
      value.replace(/\\(["\\\]])/g, '$1'),
    ]),
  );
  return { priority: Number(priority), version, time, host, app, process, id, name, parameters, text };
}

describe('a syslog message', () => {
  it('has the header of RFC 5424, its place in the log as structured data, and the entry as text', () => {
    const entry = ledgerEntry();
    const { parameters, text, ...header } = parse(messageOf(entry, 'jsonl'));
    assert.deepEqual(header, {
      priority: 13 * 8 + 6,
      version: '1',
      time: EVENT_TIME.toISOString(),
      host: 'capstan',
      app: 'capstan',
      process: '-',
      id: 'resource.read',
      name: 'capstan@32473',
    });
    const leafHash = entry.leafHash.toString('base64');
    assert.deepEqual(parameters, { index: '12', event: EVENT_ID, organization: '1', leafHash });
    assert.equal(JSON.parse(text ?? '').event_id, EVENT_ID);
  });

  it('weighs what went wrong at a target more than what was refused, and that more than the rest', () => {
    const severityOf = (fields: object) => parse(messageOf(ledgerEntry(fields))).priority - 13 * 8;
    assert.equal(severityOf({}), 6);
    assert.equal(severityOf({ status: 'denied' }), 5);
    assert.equal(severityOf({ status: 'failed', job_id: 4 }), 4);
    assert.equal(severityOf({ status: 'unknown' }), 4);
    assert.equal(parse(messageOf(prunedEntry())).priority - 13 * 8, 6);
    assert.equal(parse(messageOf({ ...ledgerEntry(), leaf: Buffer.from('?') })).priority - 13 * 8, 3);
  });

  it('names its kind in 32 printable characters at most', () => {
    assert.equal(parse(messageOf(prunedEntry())).id, 'pruned');
    const long = parse(messageOf(ledgerEntry({ operation: `a.${'b'.repeat(60)}` })));
    assert.equal(long.id?.length, 32);
    assert.equal(parse(messageOf(ledgerEntry({ operation: 'ä ' }))).id, '-');
  });

  it('stays in its structured data whatever an id holds', () => {
    const entry = { ...ledgerEntry(), eventId: 'a"b\\c]d' };
    assert.equal(parse(messageOf(entry)).parameters['event'], 'a"b\\c]d');
  });
});

/** As long as a leaf can be, with the longest name and reason that the contract takes, and `filling` for the rest. */
function longestEntry(filling: string) {
  const actor = { ...auditEntry().actor, name: '漢'.repeat(200), address: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff' };
  const fields = { actor, reason: '🔑'.repeat(500), change: '' };
  const free = 65_535 - (ledgerEntry(fields).leaf?.length ?? 0) - Buffer.byteLength(',"change":""');
  const each = Buffer.byteLength(JSON.stringify(filling)) - 2;
  return ledgerEntry({ ...fields, change: filling.repeat(Math.floor(free / each)) });
}

describe('a syslog frame', () => {
  it('has at most 160,000 bytes in JSONL and 140,000 in the others, whatever is in the record: so the README says', () => {
    for (const format of COLLECTOR_FORMATS) {
      const sizes = ['x', '=', '|', '\\', '"', '\n', '\u0001', '漢'].map((filling) => {
        const entry = longestEntry(filling);
        assert.ok((entry.leaf?.length ?? 0) > 65_000);
        return syslogFrame(messageOf(entry, format)).length;
      });
      const most = Math.max(...sizes);
      assert.ok(most < (format === 'jsonl' ? 160_000 : 140_000), `${format}: ${most}`);
    }
  });

  it('counts bytes and not characters', () => {
    assert.equal(syslogFrame('ä漢🔑').toString(), '9 ä漢🔑');
  });

  it('can be told from its neighbours wherever a stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', minLength: 1 })),
        fc.integer({ min: 1, max: 7 }),
        (texts, size) => {
          const stream = Buffer.concat(texts.map(syslogFrame));
          const reader = new FrameReader();
          const read: string[] = [];
          for (let at = 0; at < stream.length; at += size) read.push(...reader.push(stream.subarray(at, at + size)));
          assert.deepEqual(read, texts);
          assert.equal(reader.left, 0);
        },
      ),
    );
  });
});

describe('a failed delivery', () => {
  it('is tried again after a second, then later and later, and every five minutes for ever', () => {
    assert.deepEqual(
      [1, 2, 3, 8, 9, 10, 1_000, 1_000_000].map(deliveryRetryMs),
      [1_000, 2_000, 4_000, 128_000, 256_000, 300_000, 300_000, 300_000],
    );
  });

  it('waits for as long as a busy server asks, for an hour at most', () => {
    const now = Date.parse('2026-05-06T13:20:13Z');
    const asked = (header: string | undefined, status = 503) => askedWaitMs(status, header, now);
    assert.deepEqual(
      [asked('120'), asked(' 7 ', 429), asked('86400'), asked('9'.repeat(400))],
      [120_000, 7_000, 3_600_000, 3_600_000],
    );
    assert.deepEqual(
      [asked('Wed, 06 May 2026 13:25:13 GMT'), asked('Thu, 07 May 2026 13:20:13 GMT')],
      [300_000, 3_600_000],
    );
    for (const header of [
      undefined,
      '',
      '0',
      '-5',
      '1.5',
      'soon',
      '2026-05-07',
      'Wed, 06 May 2026 13:20:13 GMT',
      'Xyz, 99 Foo 2026 00:00:00 GMT',
    ]) {
      assert.equal(asked(header), null, header);
    }
    for (const status of [200, 301, 400, 500]) assert.equal(asked('120', status), null);
  });

  it('is halved where it was too large, down to one entry, and grows again little by little', () => {
    assert.deepEqual([500, 250, 3, 2, 1].map(smallerBatch), [250, 125, 1, 1, 1]);
    let [limit, taken] = [1, 0];
    for (; limit < MAX_BATCH; taken += 1) limit = largerBatch(limit);
    assert.equal(largerBatch(MAX_BATCH), MAX_BATCH);
    assert.ok(taken > 20 && taken < 60, `${taken}`);
  });
});
