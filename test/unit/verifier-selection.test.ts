/** `capstan-verify bundle`: the records of a bundle belong to what its manifest says it is about. */

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { digestOf } from '../../store/approvals/digest.ts';
import { packBundle, referenceBundle } from '../support/reference-bundle.ts';
import { ReferenceLog } from '../support/reference-log.ts';
import {
  exportLine,
  jsonLines,
  prunedLine,
  type ReferenceRecord,
  referenceRecord,
} from '../support/reference-records.ts';
import { VerifierFiles } from '../support/verifier-files.ts';

const disk = new VerifierFiles();
after(() => disk.remove());

/** A bundle of just these records, which are all of their log, proven and packed as they should be. */
function bundleOf(selection: unknown, records: readonly ReferenceRecord[], pruned: readonly number[] = []) {
  const { files, manifest } = referenceBundle();
  const log = new ReferenceLog(
    'capstan-test/organizations/3',
    records.map(({ leaf }) => leaf),
  );
  const lines = records.map((record, index) => {
    if (pruned.includes(index)) return prunedLine(index, record);
    const line = exportLine(index, record);
    const { approval_id = null } = JSON.parse(record.leaf.toString());
    return { ...line, record: { ...line.record, approval_id } };
  });
  const proofs = lines.map(({ index, event_id }) => ({ event_id, ...log.inclusion(index) }));
  const own = new Map([
    ['records.jsonl', Buffer.from(jsonLines(lines))],
    ['proofs.jsonl', Buffer.from(jsonLines(proofs))],
    ['checkpoint', Buffer.from(log.checkpoint())],
    ['vkey', Buffer.from(`${log.vkey}\n`)],
    ...[...files].filter(([name]) => name === 'summary.html' || name === 'README.txt'),
  ]);
  const fitting = { tree_size: log.size, root_hash: log.root().toString('base64'), record_count: lines.length };
  return { zip: packBundle(own, { ...manifest, ...fitting, vkey: log.vkey, selection }), vkey: log.vkey };
}

function verify(
  selection: unknown,
  records: readonly ReferenceRecord[],
  pruned: readonly number[] = [],
  ...more: string[]
) {
  const { zip, vkey } = bundleOf(selection, records, pruned);
  return disk.verify('bundle', disk.write('bundle.zip', zip), '--vkey', vkey, ...more);
}

async function verifies(says: RegExp, ...asked: Parameters<typeof verify>) {
  const { exitCode, said } = await verify(...asked);
  assert.match(said, says);
  assert.match(said, /^note the bundle proves the records that are in it, not that none were left out/m);
  assert.equal(exitCode, 0, said);
}

async function refuses(says: RegExp, ...asked: Parameters<typeof verify>) {
  const { exitCode, said } = await verify(...asked);
  assert.match(said, says);
  assert.match(said, /^NOT VERIFIED$/m);
  assert.equal(exitCode, 1, said);
}

const PERIOD = { from: '2026-11-25T01:00:02.000Z', to: '2026-11-25T01:00:05.000Z' };
const NO_PERIOD = { from: null, to: null };

/** Each kind of bundle, a member that belongs to it, and some that do not. */
const KINDS = [
  ['job_id', 41, [42, '41', null, undefined, 0]],
  ['session_id', 's_1', ['s_2', 's_1 ', null, undefined, 1]],
  ['approval_id', 9, [8, '9', null, undefined]],
  ['resource_id', 6, [7, '6', null, undefined]],
] as const;

describe('the records of a bundle', () => {
  for (const [name, own, others] of KINDS) {
    it(`about one ${name} all name it; one that does not is named with what it says instead`, async () => {
      const record = (n: number, value: unknown) => referenceRecord(n, { job_id: 1, [name]: value });
      const selection = { [name]: own, ...NO_PERIOD };
      const says = new RegExp(
        `^ok {3}selection: ${name} ${JSON.stringify(own)}; by what their leaves say, all 3 records`,
        'm',
      );
      await verifies(
        says,
        selection,
        [0, 1, 2].map((n) => record(n, own)),
      );
      for (const other of others) {
        const mixed = [record(0, own), record(1, other), record(2, own)];
        await refuses(
          new RegExp(
            `^FAIL records\\.jsonl line 2 record\\.${name} \\(index 1, evt_01J0+1\\): does not belong to the selection.*\\n {5}expected ${JSON.stringify(own)}\\n {5}found {4}${JSON.stringify(other ?? null)}$`,
            'm',
          ),
          selection,
          mixed,
        );
      }
    });
  }

  it('do not belong to a job, a session, an approval or a resource because they are aimed at it', async () => {
    const aimed = referenceRecord(0, { job_id: undefined, target_type: 'job', target_id: 41 });
    await refuses(/record\.job_id .*does not belong/, { job_id: 41, ...NO_PERIOD }, [aimed]);
    await refuses(/record\.resource_id .*does not belong/, { resource_id: 6, ...PERIOD }, [referenceRecord(3)]);
  });

  it('about a resource lie in the period, whose end is not part of it', async () => {
    const at = (...times: readonly number[]) => times.map((n) => referenceRecord(n, { resource_id: 6 }));
    const selection = { resource_id: 6, ...PERIOD };
    await verifies(
      /selection: resource_id 6 from 2026-11-25T01:00:02\.000Z on before 2026-11-25T01:00:05\.000Z; by/,
      selection,
      at(2, 3, 4),
    );
    await refuses(
      /^FAIL records\.jsonl line 1 record\.timestamp \(index 0, evt_01J0+1\): does not belong/m,
      selection,
      at(1, 2),
    );
    await refuses(
      /^FAIL records\.jsonl line 2 record\.timestamp \(index 1, evt_01J0+5\): does not belong/m,
      selection,
      at(4, 5),
    );
    const timeless = (timestamp: unknown) => [referenceRecord(3, { resource_id: 6, timestamp })];
    await refuses(/record\.timestamp .*does not belong.*\n.*\n {5}found {4}no time/, selection, timeless(undefined));
    for (const bad of [
      '2026-11-25T01:00:03Z',
      '2026-11-25 01:00:03.000',
      '+02026-11-25T01:00:03.000Z',
      '2026-02-30T01:00:03.000Z',
      'soon',
    ]) {
      await refuses(/record \(index 0.*member timestamp is not a time/, selection, timeless(bad));
    }
    await refuses(/member timestamp is not a string/, selection, timeless(1_795_568_403_000));
  });

  it('that are pruned cannot be compared, and that is said', async () => {
    const records = [referenceRecord(0), referenceRecord(1, { job_id: 42 })];
    const selection = { job_id: 41, ...NO_PERIOD };
    await verifies(
      /^note whether records without content belong to the selection cannot be decided$/m,
      selection,
      records,
      [1],
    );
    await verifies(/the 1 record with content belongs to it/, selection, records, [1]);
    const { said } = await verify(selection, [referenceRecord(0)], [], '--json');
    assert.deepEqual(JSON.parse(said).selection, selection);
    assert.doesNotMatch(said, /cannot be decided/);
  });
});

describe('a selection', () => {
  const records = [referenceRecord(0)];

  it('that says more than is known here is compared as far as it is, and the rest is named', async () => {
    const more = { job_id: 41, ...NO_PERIOD, 'user\u202e_id': 7 };
    await verifies(
      /^note the selection names user\\u\{202e\}_id, which is not known here: no record was compared with it$/m,
      more,
      records,
    );
    await refuses(/record\.job_id .*does not belong/, { ...more, job_id: 42 }, records);
    const { said, exitCode } = await verify({ user_id: 7 }, records);
    assert.equal(exitCode, 0);
    assert.match(said, /^note the selection names user_id/m);
    assert.doesNotMatch(said, /ok {3}selection/);
  });

  it('that says nothing, two things, or anything malformed is refused', async () => {
    for (const [bad, says] of [
      [undefined, /manifest\.json: member selection is not an object/],
      [null, /member selection is not an object/],
      ['job 41', /member selection is not an object/],
      [[41], /member selection is not an object/],
      [{}, /does not say what the bundle is about/],
      [{ job_id: null, ...NO_PERIOD }, /does not say what the bundle is about/],
      [PERIOD, /does not say what the bundle is about/],
      [{ job_id: 41, resource_id: 6 }, /is about two things/],
      [{ job_id: '41' }, /member job_id is not a whole number/],
      [{ job_id: [41] }, /member job_id is not a whole number/],
      [{ session_id: 41 }, /member session_id is not a string/],
      [{ resource_id: 6, from: 'yesterday', to: null }, /member from is not a time/],
      [{ resource_id: 6, from: null, to: 12 }, /member to is not a string/],
    ] as const) {
      await refuses(says, bad, records);
    }
  });
});

describe('the records of a bundle about an access review', () => {
  const REVIEW = { access_review_id: 12, ...NO_PERIOD };
  const about = (n: number, operation: string, change: string | undefined, id = 12) =>
    referenceRecord(n, {
      job_id: undefined,
      ...{ target_type: 'access_review', target_id: id, operation: `access_review.${operation}`, change },
    });
  const revocation = (n: number, change: string, status = 'succeeded') =>
    referenceRecord(n, {
      job_id: undefined,
      ...{ target_type: 'grant', target_id: 30, operation: 'grant.revoke', status, change },
    });
  const decided = about(1, 'decide', 'revoke grants 30');
  const revoked = revocation(2, 'no more viewer on scope 3, by access review 12');
  const evidence = {
    format: 'capstan-access-review-1',
    review: { id: 12 },
    items: [
      { id: 1, grant_id: 30, state: 'revoked', decision_event_id: decided.eventId },
      { id: 2, grant_id: 31, state: 'left', decision_event_id: null },
    ],
  };
  const closed = about(3, 'close', `1 revoked, 1 left as they are; evidence ${digestOf(evidence)}`);
  const course = [about(0, 'start', '2 grants that reach scope 3'), decided, revoked, closed];

  const first = about(0, 'decide', 'keep grants 31');

  it('are about it, or revoke a grant by it', async () => {
    const failed = revocation(2, 'by access review 12: no administrator would be left', 'failed');
    await verifies(/selection: access_review_id 12; by what their leaves say, all 4 records/, REVIEW, course);
    await verifies(/all 3 records/, REVIEW, [...course.slice(0, 2), failed]);
    for (const other of [
      about(1, 'decide', undefined, 13),
      revocation(1, 'no more viewer on scope 3, by access review 120'),
      revocation(1, 'no more viewer on scope 3'),
      referenceRecord(1, { change: 'by access review 12: no' }),
    ]) {
      await refuses(/^FAIL records\.jsonl line 2 record\.target_id .*does not belong/m, REVIEW, [first, other]);
    }
  });

  const check = (document: unknown, records = course, verdict = refuses, says = /^FAIL /m) =>
    verdict(says, REVIEW, records, [], '--access-review', disk.write('review.json', JSON.stringify(document)));

  it('prove its evidence, as the API answers it or alone, and no other', async () => {
    const says = /^ok {3}access review 12: .* 2 grants, each decision on record, and each of 1 revocations/m;
    await check(evidence, course, verifies, says);
    await check({ digest: digestOf(evidence), is_intact: true, document: evidence }, course, verifies, says);
    await check({ ...evidence, items: [] }, course, refuses, /is not the evidence that the record of its end names/);
    await check({ ...evidence, review: { id: 13 } }, course, refuses, /of whose end the bundle has no record/);
    await check(evidence, course.slice(0, 3), refuses, /of whose end the bundle has no record/);
    await check(evidence, [...course, about(4, 'cancel', 'again')], refuses, /has ended twice/);
    const [started] = course;
    assert.ok(started);
    await check(evidence, [started, revoked, closed], refuses, /items\[0\].* of which the bundle has no record/);
    await check(
      evidence,
      [started, decided, closed],
      refuses,
      /items\[0\].* whose revocation the bundle has no record/,
    );
    await check({ format: 'other' }, course, refuses, /is of an unknown format/);
  });
});
