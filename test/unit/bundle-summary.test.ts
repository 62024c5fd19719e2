/** The summary of an evidence bundle: whatever a record says is text in it, and nothing in it asks another host. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { BundleFacts } from '../../activities/ledger/bundle/bundle-facts.ts';
import { readmeOf } from '../../activities/ledger/bundle/readme.ts';
import { rowOf, summaryOf } from '../../activities/ledger/bundle/summary.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import { Html, html, visible } from '../../runtime/html.ts';
import { binaryOf } from '../../store/ledger/bytes.ts';
import { exportedEntry } from '../../store/ledger/export/exported-entry.ts';
import type { EvidenceBundleDocument } from '../../store/models/evidence-bundle.ts';
import type { JobDocument } from '../../store/models/job.ts';
import { auditEntry, erasedEntry, ledgerEntry, prunedEntry } from '../support/ledger-entry.ts';

const HOSTILE = `<script>alert(1)</script><img src=x onerror="a('b')">\`&amp;\`--></style>`;

const facts: BundleFacts = {
  bundle: Object({
    _id: 7,
    selection: { job_id: 41, session_id: null, approval_id: null, resource_id: null, from: null, to: null },
    created_at: new Date('2026-11-25T01:00:00Z'),
  }) satisfies EvidenceBundleDocument,
  job: Object({
    _id: 502,
    actor: auditEntry().actor,
    reason: HOSTILE,
    ticket_id: null,
    correlation_id: 'evt_1',
  }) satisfies JobDocument,
  checkpoint: {
    _id: '1/1/13',
    log: 1,
    origin: 'capstan-test/organizations/1',
    size: 13,
    root: binaryOf(Buffer.alloc(32)),
    note: 'capstan-test/organizations/1\n13\nAAAA\n\n— capstan-test/organizations/1 AAAA\n',
    cosignatures: [],
    created_at: new Date('2026-11-25T01:00:01Z'),
  },
  vkeys: ['capstan-test/organizations/1+00000000+AAAA'],
  recordCount: 3,
  hasPlatformPart: false,
};

function rowFor(fields: Partial<AuditEntry>): string {
  return rowOf(exportedEntry(1, ledgerEntry(fields))).text;
}

/** Tags of a text in HTML, and what is between them. */
function tagsIn(text: string): string[] {
  return text.match(/<[^>]*>/g) ?? [];
}

describe('the summary of an evidence bundle', () => {
  it('shows hostile text as it is, wherever it comes from, and makes no tag of it', () => {
    const actor = { ...auditEntry().actor, name: HOSTILE, address: HOSTILE };
    const hostile: Partial<AuditEntry> = {
      actor,
      ...{
        reason: HOSTILE,
        change: HOSTILE,
        ticket_id: HOSTILE,
        operation: HOSTILE,
        target_type: HOSTILE,
        code: HOSTILE,
      },
    };
    const [plain, shown] = [rowFor({ code: 'x', change: 'x', reason: 'x' }), rowFor(hostile)];
    assert.deepEqual(tagsIn(shown), tagsIn(plain));
    assert.ok(
      shown.includes('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;'),
    );
    const summary = summaryOf(facts, [new Html(shown)]);
    assert.doesNotMatch(summary, /<script|<img|onerror="|-->/);
    assert.equal(summary.split('</style>').length, 2);
  });

  it('makes one cell of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (reason) => {
        const shown = rowFor({ reason });
        assert.deepEqual(tagsIn(shown), tagsIn(rowFor({ reason: 'x' })));
        assert.doesNotMatch(shown.slice(0, -1), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('shows what could hide, or turn the reading direction', () => {
    assert.equal(visible('admin\u202Eroot'), 'admin\\u{202e}root');
    assert.equal(visible('a\u200Bb\u2066c\u2069\u00ADd\uFEFF'), 'a\\u{200b}b\\u{2066}c\\u{2069}\\u{ad}d\\u{feff}');
    assert.equal(visible('line\nbreak\u2028\u0000\uD800'), 'line\\u{a}break\\u{2028}\\u{0}\\u{d800}');
    assert.equal(visible('Zoë 山田 — ok'), 'Zoë 山田 — ok');
  });

  it('asks no other host and runs nothing', () => {
    const summary = summaryOf(facts, []);
    assert.match(
      summary,
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">/,
    );
    for (const tag of tagsIn(summary)) {
      assert.doesNotMatch(tag, /^<(?:script|link|img|iframe|object|form|base|svg)\b|https?:|\son\w+=/i);
    }
    assert.doesNotMatch(summary.slice(0, summary.indexOf('</style>')), /url\(|@import/);
    assert.deepEqual(summary.match(/(?:href|src)="[^"]*"/g), ['href="#check"']);
  });

  it('says what was asked, by whom and when, under which checkpoint, how to check it, and what that does not prove', () => {
    const summary = summaryOf(facts, [rowOf(exportedEntry(1, ledgerEntry()))]);
    for (const text of [
      '3 records of job 41',
      'alice (user:7) from 192.0.2.4',
      '2026-11-25T01:00:00.000Z',
      'capstan-test/organizations/1+00000000+AAAA',
      '— capstan-test/organizations/1 AAAA',
      'npx capstan-verify bundle evidence-bundle-7.zip --vkey-file KEY',
      'What it does not prove',
      '2 more records are in <code>records.jsonl</code>',
      'there is no proof from it',
    ]) {
      assert.ok(summary.includes(text), text);
    }
    const readme = readmeOf(facts);
    for (const text of ['npx capstan-verify bundle evidence-bundle-7.zip --vkey-file KEY', 'WHAT IT DOES NOT PROVE']) {
      assert.ok(readme.includes(text), text);
    }
    assert.ok(readme.split('\n').every((line) => line.length <= 120));
    assert.doesNotMatch(readme, /platform\//);
    assert.match(readmeOf({ ...facts, hasPlatformPart: true }), /platform\//);
  });

  it('says of what was erased that it is withheld, and of what was pruned that it was deleted', () => {
    assert.match(rowOf(exportedEntry(1, erasedEntry({ reason: 'x' }))).text, /<td>\(withheld\) \(user:7\)<\/td>/);
    assert.match(rowOf(exportedEntry(1, prunedEntry())).text, /deleted under the retention policy/);
  });
});

describe('a template of HTML', () => {
  it('takes HTML as it is, alone and in lists, and all else as text', () => {
    const list = [html`<i>${'<'}</i>`, html`<b>${1}</b>`];
    assert.equal(html`<p>${list}${html`<u>${'"'}</u>`}${null}</p>`.text, '<p><i>&lt;</i><b>1</b><u>&quot;</u></p>');
  });
});
