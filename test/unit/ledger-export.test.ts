/** What leaves in an export can be read back, whatever is in it, and starts nothing where it arrives. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AuditEntry } from '../../domain/audit.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../domain/log-collector.ts';
import type { LedgerEntry } from '../../store/ledger/entries.ts';
import { CSV_HEADING } from '../../store/ledger/export/csv.ts';
import { exportedEntry } from '../../store/ledger/export/exported-entry.ts';
import { fullLineOf, headingOf, lineFor, mediaTypeOf } from '../../store/ledger/export/formats.ts';
import { digestOf } from '../../store/ledger/leaf.ts';
import { hashLeaf } from '../../store/ledger/merkle.ts';
import { auditEntry, EVENT_ID, EVENT_TIME, erasedEntry, ledgerEntry, prunedEntry } from '../support/ledger-entry.ts';
import { parseCsv } from '../support/parse-csv.ts';

/** Everything that has ended a line, a field or a program somewhere. */
const HOSTILE = '=cmd|\' /C calc\'!A0,"q"\r\n\\|\u0000\u001b[31m\u2028\u0085é漢🔑 a=b ]';
const hostile = { actor: { ...auditEntry().actor, name: HOSTILE, address: '2001:db8::1' }, reason: HOSTILE };

const text = () =>
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom(HOSTILE, '=1+1', "'", '\t', '-1', '@x', '\r\n', 'x;=1', ";'"),
  );

/** As collectors and bundles get it. */
function lineOf(format: ExportFormat, log: number, entry: LedgerEntry): string {
  return lineFor(format, exportedEntry(log, entry));
}

function csvRow(line: string): string[] {
  return parseCsv(`${line}\r\n`)[0] ?? [];
}

function csvFields(line: string): Record<string, string> {
  const row = csvRow(line);
  const names = CSV_HEADING.split(',');
  assert.equal(row.length, names.length);
  return Object.fromEntries(names.map((name, at) => [name, row[at] ?? '']));
}

/** As whoever reads the file by program takes the guard off. */
function unguarded(cell: string): string {
  return cell.replace(/(?<=^|[;\t\r\n])'/g, '');
}

/** What a reader of CEF makes of a line: header fields, and the extension by key. */
function parseCef(line: string): { header: string[]; extension: Record<string, string> } {
  const header: string[] = [];
  let rest = line;
  while (header.length < 7) {
    const [whole = '', field = ''] = /^((?:[^\\|]|\\[\\|])*)\|/.exec(rest) ?? assert.fail(`no header field: ${rest}`);
    header.push(field.replace(/\\([\\|])/g, '$1'));
    rest = rest.slice(whole.length);
  }
  const extension: Record<string, string> = {};
  // A value ends where a blank, a key and an unescaped equals sign follow.
  for (const [, key = '', value = ''] of rest.matchAll(/(\w+)=((?:[^\\=]|\\[\\=nr])*?)(?=(?: \w+=)|$)/g)) {
    extension[key] = value.replace(/\\([\\=nr])/g, (_whole, escaped: string) =>
      escaped === 'n' ? '\n' : escaped === 'r' ? '\r' : escaped,
    );
  }
  return { header, extension };
}

/** Line breaks are kept: CEF can say those. */
function withoutControls(written: string): string {
  return written.replace(/[^\P{Cc}\n\r]|[\u2028\u2029]/gu, ' ');
}

/** What a leaf may hold that somebody has put into the outbox by hand. */
const STRANGE: readonly object[] = [
  { actor: { type: 'robot', authentication: 'basic' } },
  { actor: { type: 'user', id: 'seven', authentication: 'basic' } },
  { actor: null },
  { operation: 7 },
  { status: 'maybe' },
  { change: { of: 'another kind' } },
  { target_id: [1] },
  { ticket_id: 9 },
  { session_id: {} },
  { policy: 'none' },
  { timestamp: 1_700_000_000_000 },
  { correlation_id: undefined },
];

function strangeLeaf(fields: object): Buffer {
  const plain = JSON.parse(ledgerEntry().leaf?.toString('utf8') ?? '');
  return Buffer.from(JSON.stringify({ ...plain, ...fields }));
}

/** A name that is no text, with its digest in the leaf. */
function strangeDisclosure(): LedgerEntry {
  const disclosure = Buffer.from(JSON.stringify(['salt', 'name', 7])).toString('base64url');
  const actor = { type: 'user', id: 7, authentication: 'basic', _sd: [digestOf(disclosure)] };
  return { ...ledgerEntry(), leaf: strangeLeaf({ actor }), disclosures: [disclosure] };
}

describe('every format', () => {
  const entries = [ledgerEntry(), ledgerEntry(hostile), erasedEntry(hostile), prunedEntry()];

  it('keeps an entry on one line, with its index and its id in it', () => {
    for (const format of EXPORT_FORMATS) {
      for (const entry of entries) {
        const line = lineOf(format, 1, entry);
        if (format !== 'csv') assert.doesNotMatch(line, /[\n\r]/);
        assert.ok(line.includes(EVENT_ID) && line.includes('12'), line);
      }
    }
  });

  it('ends its lines, and has a media type and a heading where there is one', () => {
    const entry = ledgerEntry();
    assert.equal(fullLineOf('jsonl', 1, entry), `${lineOf('jsonl', 1, entry)}\n`);
    assert.equal(fullLineOf('csv', 1, entry), `${lineOf('csv', 1, entry)}\r\n`);
    assert.equal(headingOf('csv'), `${CSV_HEADING}\r\n`);
    assert.deepEqual([headingOf('jsonl'), headingOf('ocsf'), headingOf('cef')], ['', '', '']);
    assert.deepEqual(
      EXPORT_FORMATS.map((format) => mediaTypeOf(format).split(';', 1)[0]),
      ['application/x-ndjson', 'application/x-ndjson', 'text/plain', 'text/csv'],
    );
  });

  it('goes on where a record is not what was written, and says so', () => {
    const foreign = ledgerEntry({ reason: 'of another record' }).disclosures;
    const broken = [
      { ...ledgerEntry(), leaf: Buffer.from('no JSON') },
      { ...ledgerEntry(), leaf: Buffer.from('[]') },
      { ...ledgerEntry(), leaf: Buffer.from('{"actor":{},"timestamp":"yesterday"}') },
      { ...ledgerEntry(), disclosures: foreign },
      { ...ledgerEntry(), disclosures: ['%'] },
      ...STRANGE.map((fields) => ({ ...ledgerEntry(), leaf: strangeLeaf(fields), disclosures: [] })),
      strangeDisclosure(),
    ];
    for (const entry of broken) {
      assert.equal(JSON.parse(lineOf('jsonl', 1, entry)).record, null);
      assert.equal(JSON.parse(lineOf('jsonl', 1, entry)).leaf, entry.leaf?.toString('base64'));
      assert.equal(JSON.parse(lineOf('ocsf', 1, entry)).unmapped.record_state, 'unreadable');
      assert.equal(parseCef(lineOf('cef', 1, entry)).header[4], 'unreadable');
      assert.equal(csvFields(lineOf('csv', 1, entry))['state'], 'unreadable');
    }
  });
});

describe('JSONL', () => {
  it('holds what the tree has hashed, and what it says', () => {
    const entry = ledgerEntry({ reason: 'a change', ticket_id: 'CHG-1' });
    const line = JSON.parse(lineOf('jsonl', 1, entry));
    assert.deepEqual(Object.keys(line), ['index', 'event_id', 'leaf', 'leaf_hash', 'disclosures', 'record']);
    assert.deepEqual(hashLeaf(Buffer.from(line.leaf, 'base64')), Buffer.from(line.leaf_hash, 'base64'));
    assert.deepEqual([line.index, line.event_id, line.disclosures], [12, EVENT_ID, entry.disclosures]);
    const { actor, reason, ticket_id, timestamp } = line.record;
    assert.deepEqual([actor.name, actor.address, reason], ['alice', '192.0.2.4', 'a change']);
    assert.deepEqual([ticket_id, timestamp], ['CHG-1', EVENT_TIME.toISOString()]);
  });

  it('says null for what was pruned or erased, and keeps the hash', () => {
    const pruned = JSON.parse(lineOf('jsonl', 1, prunedEntry()));
    assert.deepEqual([pruned.leaf, pruned.record, pruned.disclosures], [null, null, []]);
    assert.equal(pruned.leaf_hash.length, 44);
    const { record } = JSON.parse(lineOf('jsonl', 1, erasedEntry({ reason: 'private' })));
    assert.deepEqual([record.actor.name, record.actor.address, record.reason], [null, null, null]);
    assert.equal(record.actor.id, 7);
  });

  it('gives back whatever was written', () => {
    fc.assert(
      fc.property(text(), text(), (name, reason) => {
        const line = lineOf('jsonl', 1, ledgerEntry({ actor: { ...auditEntry().actor, name }, reason }));
        const { record } = JSON.parse(Buffer.from(line, 'utf8').toString('utf8'));
        assert.deepEqual([record.actor.name, record.reason], [name, reason]);
      }),
    );
  });
});

describe('CSV', () => {
  it('has a cell for every column, and reads back', () => {
    const fields = csvFields(lineOf('csv', 1, ledgerEntry({ ...hostile, job_id: 9, ticket_id: 'CHG-1,2' })));
    assert.equal(fields['index'], '12');
    assert.equal(fields['timestamp'], EVENT_TIME.toISOString());
    assert.deepEqual([fields['job_id'], fields['ticket_id']], ['9', 'CHG-1,2']);
    assert.equal(unguarded(fields['reason'] ?? ''), HOSTILE);
    assert.match(fields['leaf_hash'] ?? '', /^[0-9a-f]{64}$/);
  });

  it('keeps its columns where they are: what reads by position goes on reading', () => {
    assert.equal(
      CSV_HEADING,
      'index,event_id,timestamp,organization_id,actor_type,actor_id,actor_name,actor_organization_id,' +
        'actor_authentication,actor_address,operation,status,code,target_type,target_id,scope_id,resource_id,' +
        'permission,policy,reason,ticket_id,job_id,approval_id,session_id,correlation_id,trace_id,state,leaf_hash,leaf,change',
    );
  });

  it('holds no cell that a spreadsheet would take for a formula', () => {
    for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', "'"]) {
      const [, , , , , , name = ''] = csvRow(
        lineOf('csv', 1, ledgerEntry({ actor: { ...auditEntry().actor, name: `${start}1+1` } })),
      );
      assert.equal(unguarded(name), `${start}1+1`);
      assert.ok(name.startsWith(`'${start}`), name);
    }
  });

  it('holds none behind what is not seen, in full width, or where another separator begins a cell', () => {
    const reasonOf = (reason: string) => csvFields(lineOf('csv', 1, ledgerEntry({ reason })))['reason'];
    for (const [reason, written] of [
      ['＝1+1', "'＝1+1"],
      ['＠SUM(1)', "'＠SUM(1)"],
      ['﹦1+1', "'﹦1+1"],
      ['﹢1', "'﹢1"],
      ['﹣1', "'﹣1"],
      ['﹫SUM(1)', "'﹫SUM(1)"],
      ['\u22121', "'\u22121"],
      [' =1+1', "' =1+1"],
      ['\u200b=1+1', "'\u200b=1+1"],
      ['\ufeff\u00a0-1', "'\ufeff\u00a0-1"],
      ['\u3164+1', "'\u3164+1"],
      ['x;=1+1', "x;'=1+1"],
      ['x; @y', "x;' @y"],
      ['x\t=1+1', "x\t'=1+1"],
      ['x\n=1+1', "x\n'=1+1"],
      ["x;'y", "x;''y"],
      ['a = 1; b = -1', 'a = 1; b = -1'],
    ] as const) {
      assert.equal(reasonOf(reason), written);
    }
    // Where the semicolon is told to be a separator, quotes are what keeps it from being one.
    assert.match(lineOf('csv', 1, ledgerEntry({ reason: 'x;y' })), /,"x;y",/);
  });

  it('gives back whatever was written, entry after entry', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text(), text()), { minLength: 1, maxLength: 4 }), (values) => {
        const file = values
          .map(([name, reason]) =>
            fullLineOf('csv', 1, ledgerEntry({ actor: { ...auditEntry().actor, name }, reason })),
          )
          .join('');
        const rows = parseCsv(Buffer.from(headingOf('csv') + file, 'utf8').toString('utf8'));
        assert.deepEqual(rows[0], CSV_HEADING.split(','));
        const read = rows.slice(1).map((row) => [unguarded(row[6] ?? ''), unguarded(row[19] ?? '')]);
        assert.deepEqual(
          read,
          values.map(([name, reason]) => [name, reason]),
        );
        for (const cell of rows.flat()) assert.doesNotMatch(cell, /(?:^|[;\t\r\n])[\s\u200b]*[=+\-@\t\r\n]/);
      }),
    );
  });
});

describe('CEF', () => {
  it('names the event, its place in the log, and who did what', () => {
    const { header, extension } = parseCef(
      lineOf('cef', 3, ledgerEntry({ job_id: 9, code: 'timeout', status: 'failed' })),
    );
    assert.deepEqual(header, [
      'CEF:0',
      'Capstan',
      'Capstan',
      '1',
      'resource.read',
      'alice: resource.read of resource 6 failed (timeout)',
      '6',
    ]);
    const said = { externalId: EVENT_ID, cn1: '12', cn1Label: 'ledgerIndex', cn2: '9', cn2Label: 'jobId' };
    const who = { suser: 'alice', suid: 'user:7', src: '192.0.2.4', act: 'resource.read', outcome: 'failed' };
    const where = { deviceExternalId: 'organization 3', rt: String(EVENT_TIME.getTime()), reason: 'timeout' };
    for (const [key, value] of Object.entries({ ...said, ...who, ...where })) assert.equal(extension[key], value);
  });

  it('escapes bars, equals signs, backslashes and line breaks where each has a meaning, and drops other controls', () => {
    const { header, extension } = parseCef(lineOf('cef', 1, ledgerEntry(hostile)));
    const plain = withoutControls(HOSTILE);
    assert.equal(extension['msg'], plain);
    assert.equal(header[5], `${plain.replace('\r\n', ' ')}: resource.read of resource 6 succeeded`);
    assert.equal(extension['c6a2'], '2001:db8::1');
    assert.equal(extension['src'], undefined);
  });

  it('says in its message what was changed, and on the next line for which reason', () => {
    const change = 'changed: port; port: 22 -> 2222';
    const messageOf = (fields: Partial<AuditEntry>) => parseCef(lineOf('cef', 1, ledgerEntry(fields))).extension['msg'];
    assert.equal(messageOf({ change, reason: 'moved' }), `${change}\nmoved`);
    assert.deepEqual(
      [messageOf({ change }), messageOf({ reason: 'moved' }), messageOf({})],
      [change, 'moved', undefined],
    );
  });

  it('has a label for every custom field', () => {
    const { extension } = parseCef(
      lineOf('cef', 1, ledgerEntry({ session_id: 's-1', approval_id: 4, ticket_id: 'CHG-1', resource_id: 6 })),
    );
    const custom = Object.keys(extension).filter((key) => /^(?:cs|cn|c6a|flexString)\d+$/.test(key));
    assert.ok(custom.length >= 8, custom.join());
    for (const key of custom) assert.ok(extension[`${key}Label`], key);
  });

  it('gives back whatever was written, but for control characters', () => {
    fc.assert(
      fc.property(text(), (reason) => {
        const { extension } = parseCef(lineOf('cef', 1, ledgerEntry({ reason })));
        const plain = withoutControls(reason);
        assert.equal((extension['msg'] ?? '').trimEnd(), plain.trimEnd());
      }),
    );
  });
});

describe('OCSF', () => {
  const event = (fields: Parameters<typeof ledgerEntry>[0]) => JSON.parse(lineOf('ocsf', 1, ledgerEntry(fields)));

  it('has what every event must have, and says its numbers in words as well', () => {
    for (const fields of [{}, hostile, { operation: 'sign_in' }, { operation: 'user.create', target_type: 'user' }]) {
      const made = event(fields);
      assert.equal(made.type_uid, made.class_uid * 100 + made.activity_id);
      assert.equal(Math.floor(made.class_uid / 1_000), made.category_uid);
      assert.deepEqual([made.metadata.version, made.metadata.product.name], ['1.8.0', 'Capstan']);
      assert.deepEqual([made.metadata.uid, made.metadata.sequence], [EVENT_ID, 12]);
      assert.equal(made.metadata.tenant_uid, '1');
      assert.equal(made.time, EVENT_TIME.getTime());
      for (const name of [
        'category_name',
        'class_name',
        'activity_name',
        'type_name',
        'severity',
        'status',
        'message',
      ]) {
        assert.equal(typeof made[name], 'string', name);
      }
      assert.ok(made.actor.user.name || made.actor.user.uid);
      assert.ok(made.src_endpoint.ip || made.src_endpoint.name);
    }
  });

  it('tells sign-ins, changes of accounts and everything else apart', () => {
    const classOf = (operation: string, fields: object = {}) => {
      const { class_uid, activity_id, activity_name } = event({ operation, ...fields });
      return [class_uid, activity_id, activity_name];
    };
    assert.deepEqual(classOf('sign_in.redeem'), [3002, 1, 'Logon']);
    assert.deepEqual(classOf('token.issue'), [3002, 1, 'Logon']);
    assert.deepEqual(classOf('user_token.revoke'), [3002, 2, 'Logoff']);
    assert.deepEqual(classOf('resource.list', { status: 'denied', code: 'unauthenticated' }), [3002, 1, 'Logon']);
    assert.deepEqual(classOf('user.deactivate', { target_type: 'user' }), [3001, 5, 'Disable']);
    assert.deepEqual(classOf('user.confirm_own_totp', { target_type: 'user' }), [3001, 10, 'MFA Factor Enable']);
    assert.deepEqual(classOf('device.create'), [6003, 1, 'Create']);
    assert.deepEqual(classOf('group.list_members'), [6003, 2, 'Read']);
    assert.deepEqual(classOf('rotate'), [6003, 3, 'Update']);
    assert.deepEqual(classOf('grant.revoke'), [6003, 4, 'Delete']);
    assert.deepEqual(classOf('verify'), [6003, 99, 'verify']);
    assert.deepEqual(classOf('something.nobody_knows'), [6003, 99, 'something.nobody_knows']);
  });

  it('names the user who is concerned beside the one who acts', () => {
    const { user, actor } = event({ operation: 'user.reset_password', target_type: 'user', target_id: 9 });
    assert.deepEqual([user.uid, actor.user.uid], ['user:9', 'user:7']);
  });

  it('maps every status, and gives weight to what went wrong at a target', () => {
    const said = (fields: object) => {
      const { status_id, status, severity_id, severity } = event(fields);
      return [status_id, status, severity_id, severity];
    };
    assert.deepEqual(said({ status: 'succeeded' }), [1, 'Success', 1, 'Informational']);
    assert.deepEqual(said({ status: 'intended' }), [99, 'intended', 1, 'Informational']);
    assert.deepEqual(said({ status: 'denied' }), [2, 'Failure', 2, 'Low']);
    assert.deepEqual(said({ status: 'failed' }), [2, 'Failure', 2, 'Low']);
    assert.deepEqual(said({ status: 'failed', job_id: 4 }), [2, 'Failure', 3, 'Medium']);
    assert.deepEqual(said({ status: 'unknown' }), [0, 'Unknown', 3, 'Medium']);
  });

  it('keeps what the schema has no place for', () => {
    const policy = { policy_id: 3, version: 2, decision: 'allowed', reasons: ['in the window'] } as const;
    const { unmapped } = event({ policy, reason: 'an audit', ticket_id: 'CHG-1', permission: 'resource:read' });
    assert.deepEqual([unmapped.reason, unmapped.ticket_id, unmapped.policy], ['an audit', 'CHG-1', policy]);
    assert.deepEqual([unmapped.ledger_index, unmapped.record_state], [12, 'recorded']);
    assert.equal(Buffer.from(unmapped.leaf_hash, 'base64').length, 32);
  });

  it('tells of a record that is gone as a base event, with the time of its id', () => {
    const { class_uid, type_uid, metadata, time, unmapped } = JSON.parse(lineOf('ocsf', 1, prunedEntry()));
    assert.deepEqual([class_uid, type_uid, metadata.uid, metadata.sequence], [0, 0, EVENT_ID, 12]);
    assert.equal(time, EVENT_TIME.getTime());
    assert.equal(unmapped.record_state, 'pruned');
  });

  it('is JSON whatever is in it', () => {
    fc.assert(
      fc.property(text(), text(), text(), (name, reason, change) => {
        const made = event({ actor: { ...auditEntry().actor, name }, reason, change });
        assert.deepEqual([made.unmapped.reason, made.status_detail], [reason, change]);
      }),
    );
  });
});
