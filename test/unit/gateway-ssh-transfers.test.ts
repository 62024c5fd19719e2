/** What the SSH gateway reads of scp and SFTP as it passes. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import type { FileAction, FileOutcome } from '../../gateway/ssh/file-action.ts';
import { InputGate } from '../../gateway/ssh/input-gate.ts';
import { FileDigest } from '../../gateway/ssh/transfers/file-digest.ts';
import { FileLog } from '../../gateway/ssh/transfers/file-log.ts';
import { scpCommand } from '../../gateway/ssh/transfers/scp-command.ts';
import { ScpPassage } from '../../gateway/ssh/transfers/scp-passage.ts';
import { initPacket, PacketCutter, versionPacket } from '../../gateway/ssh/transfers/sftp-packet.ts';
import { SftpPassage } from '../../gateway/ssh/transfers/sftp-passage.ts';

/** `data` in pieces that end at some of `cuts`. */
function pieces(data: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...new Set(cuts.map((cut) => cut % (data.length + 1)))].sort((a, b) => a - b);
  return [...ends, data.length].map((end, at) => data.subarray(ends[at - 1] ?? 0, end));
}

describe('the commands of scp', () => {
  it('are told from all others, with what a shell would read in their paths', () => {
    const cases: [string, ReturnType<typeof scpCommand>][] = [
      ['scp -t /tmp', { direction: 'upload', path: '/tmp', isPlain: true }],
      ['scp -r -p -d -t -- -odd', { direction: 'upload', path: '-odd', isPlain: true }],
      ['scp -v -f ~/*.txt', { direction: 'download', path: '~/*.txt', isPlain: true }],
      ['scp -f x;id', { direction: 'download', path: 'x;id', isPlain: false }],
      ['scp -f $(id)', { direction: 'download', path: '$(id)', isPlain: false }],
      ['scp -f a b', { direction: 'download', path: 'a b', isPlain: false }],
      ['scp -f a\nid', { direction: 'download', path: 'a\nid', isPlain: false }],
      ['scp -f -S', { direction: 'download', path: '-S', isPlain: false }],
      ['scp -t -f x', null],
      ['scp -S evil -f x', null],
      ['scp x', null],
      ['/bin/scp -f x', null],
      ['sudo scp -f x', null],
    ];
    for (const [command, expected] of cases) assert.deepEqual(scpCommand(command), expected, command);
  });
});

describe('the protocol of scp', () => {
  it('is understood however the bytes of both sides are cut, and passes unchanged', async () => {
    const source = Buffer.from(
      'T1 0 1 0\nC0644 5 file\nhello\0D0755 0 dir\nC0600 0 empty\n\0C0644 3 full\nE\n\x01scp: no such file\nC0644 2 cut\nhi\x01read error\n',
    );
    const sink = Buffer.from('\0\0\0\0\0\0\0\x01disk full\n\0\0\0');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200)), fc.array(fc.nat(50)), async (sourceCuts, sinkCuts) => {
        const seen = { actions: [] as FileAction[], outcomes: [] as (FileAction & FileOutcome)[] };
        const passed = { toTarget: [] as Buffer[], toPerson: [] as Buffer[] };
        let number = 0;
        const passage = new ScpPassage({
          command: { direction: 'upload', path: 'place', isPlain: true },
          gate: new InputGate(),
          touch: () => undefined,
          files: new FileLog(
            {
              fileActionStarts: async (action) => void seen.actions.push(action),
              fileActionEnds: (action, outcome) => seen.outcomes.push({ ...action, ...outcome }),
            },
            'scp',
            () => ++number,
          ),
          ends: {
            toTarget: (data) => void passed.toTarget.push(data),
            toPerson: (data) => void passed.toPerson.push(data),
          },
        });
        await Promise.all([
          (async () => {
            for (const piece of pieces(source, sourceCuts)) await passage.inward(piece);
          })(),
          (async () => {
            for (const piece of pieces(sink, sinkCuts)) await passage.outward(piece, 'stdout');
          })(),
        ]);
        passage.closed({ code: 0, signal: null });
        assert.ok(Buffer.concat(passed.toTarget).equals(source));
        assert.ok(Buffer.concat(passed.toPerson).equals(sink));
        assert.deepEqual(
          seen.outcomes.map(({ entry, ok, bytes }) => [entry, ok, bytes]),
          [
            ['file', true, 5],
            ['dir/empty', true, 0],
            ['dir/full', false, 0],
            ['cut', false, 2],
          ],
        );
        assert.equal(seen.outcomes[0]?.sha256, createHash('sha256').update('hello').digest('hex'));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the log of a transfer', () => {
  it('ends what is open when the transfer is over, and what was told too late at once', async () => {
    const told: string[] = [];
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    let number = 0;
    const log = new FileLog(
      {
        fileActionStarts: ({ path }) => (path === 'late' ? begun : undefined),
        fileActionEnds: ({ path }, { ok }) => told.push(`${path} ${ok}`),
      },
      'sftp',
      () => ++number,
    );
    const open = await log.start('upload', 'open');
    const late = log.start('upload', 'late');
    log.close();
    assert.deepEqual(told, ['open false']);
    begin();
    await assert.rejects(late);
    assert.deepEqual(told, ['open false', 'late false']);
    await assert.rejects(log.start('upload', 'after'));
    log.end(open, { ok: true, bytes: 0, sha256: null, unhashed: null });
    assert.deepEqual([told.length, number], [2, 2]);
  });
});

describe('a conversation of SFTP', () => {
  it('stops between two packets of one piece where the session is suspended', async () => {
    const gate = new InputGate();
    const passed: Buffer[] = [];
    const passage = new SftpPassage({
      gate,
      allows: { upload: true, download: true },
      files: new FileLog({ fileActionStarts: () => undefined, fileActionEnds: () => undefined }, 'sftp', () => 1),
      refused: () => undefined,
      touch: () => undefined,
      ends: {
        toTarget: (data) => {
          passed.push(data);
          // With the first request; the greeting came before it.
          if (passed.length === 2) gate.shut();
          return undefined;
        },
        toPerson: () => undefined,
      },
    });
    await passage.inward(initPacket(3));
    await passage.outward(versionPacket(3, []), 'stdout');
    const stat = (id: number) => Buffer.from([0, 0, 0, 10, 17, 0, 0, 0, id, 0, 0, 0, 1, 0x2f]);
    const both = passage.inward(Buffer.concat([stat(1), stat(2)]));
    await setImmediate();
    assert.deepEqual(passed.slice(1), [stat(1)]);
    gate.open();
    await both;
    assert.deepEqual(passed.slice(1), [stat(1), stat(2)]);
  });
});

describe('packets of SFTP', () => {
  it('are the same however the stream is cut', () => {
    const packet = fc.uint8Array({ minLength: 5, maxLength: 300 }).map((body) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(body.length);
      return Buffer.concat([length, body]);
    });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 10 }), fc.array(fc.nat(3_000)), (packets, cuts) => {
        const cutter = new PacketCutter('client');
        const found = pieces(Buffer.concat(packets), cuts).flatMap((piece) => cutter.add(piece));
        assert.deepEqual(
          found.map((one) => one.toString('hex')),
          packets.map((one) => one.toString('hex')),
        );
      }),
    );
  });
});

describe('the digest of a file that passes', () => {
  it('is that of the whole where the parts come in order, and none otherwise', () => {
    const whole = new FileDigest();
    whole.take(Buffer.from('ab'), 0);
    whole.take(Buffer.from('c'), 2);
    assert.deepEqual(whole.conclude(), {
      bytes: 3,
      sha256: createHash('sha256').update('abc').digest('hex'),
      unhashed: null,
    });
    for (const offsets of [[1], [0, 3], [0, 0], [2, 0]]) {
      const digest = new FileDigest();
      for (const offset of offsets) digest.take(Buffer.from('ab'), offset);
      assert.equal(digest.conclude().unhashed, 'not_in_order');
    }
  });
});
