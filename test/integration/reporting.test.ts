/** The read model of reports: wherever whoever keeps it is stopped, and however it came to be, it is the same. */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, it } from 'node:test';
import { Registry } from 'prom-client';
import { eraseInFindings } from '../../activities/ledger/erase-findings.ts';
import { AuditWriter, recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import type { JobDocument } from '../../store/models/job.ts';
import { REPORT_COLLECTIONS, REPORT_KINDS } from '../../store/models/reporting.ts';
import { reportAge } from '../../store/reporting/report-age.ts';
import { FORM } from '../../store/reporting/row-sources.ts';
import { jobRows } from '../../store/reporting/rows/job-rows.ts';
import { surveyReports } from '../../store/reporting/survey-reports.ts';
import type { Store } from '../../store/store.ts';
import { measureReports } from '../../worker/measure-reports.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { keepLedger, type TestLedger } from '../support/ledger.ts';
import { auditEntry } from '../support/ledger-entry.ts';
import {
  assertReportsFollowed,
  keepReportOnce,
  keepReportThoughKilled,
  keepReportToTheEnd,
  reportRows,
  withTransactions,
} from '../support/report-rows.ts';
import { until } from '../support/until.ts';

const LOG = 1;

let database: Database;
let store: Store;
let ledger: TestLedger;

before(async () => {
  database = await startDatabase();
  store = database.store;
  ledger = keepLedger(store, database.directory);
});
after(async () => {
  await ledger.stop();
  await database.stop();
});

const actor = {
  type: 'user',
  id: 7,
  name: 'alice',
  organization_id: LOG,
  authentication: 'basic',
  address: null,
} as const;

/** A job that is asked for, goes on, or may not begin, with its record. */
async function job(_id: number, status: 'queued' | 'running' | 'succeeded' | 'failed'): Promise<void> {
  const now = new Date();
  const event = newEventId();
  const fields = { status, updated_at: now, last_event_id: event, revision: 1 };
  const fresh = {
    ...{ organization_id: LOG, scope_id: 1, resource_id: 5, operation: 'verify', actor, correlation_id: event },
    ...{ cancel_requested: false, dispatch: 'started', dispatch_due_at: now, dispatch_attempts: 0 },
    ...{ resource_count: 1, created_at: now, reason: 'because', started_at: null, ended_at: null },
  };
  await store.transaction(async (session) => {
    await collection('jobs').updateOne({ _id }, { $set: fields, $setOnInsert: fresh }, { upsert: true, session });
    const entry = { target_type: 'job', target_id: _id, job_id: _id, operation: 'verify', permission: null };
    const told = status === 'failed' ? ({ status: 'denied' } as const) : {};
    await recordEffect(store, session, auditEntry({ organization_id: LOG, ...entry, ...told }), event);
  });
}

function collection(name: string) {
  return store.connection.getClient().db().collection<{ _id: number }>(name);
}

function keepThoughKilled(share: number): Promise<number> {
  const fateOf = () => (Math.random() < share ? (['before', 'after'] as const)[randomInt(2)] : null) ?? null;
  return keepReportThoughKilled(store, LOG, fateOf);
}

it('whoever keeps it may be killed at any step: nothing is missing, and nothing is there twice', async () => {
  for (let id = 1; id <= 40; id += 1) await job(id, 'queued');
  await ledger.settled(LOG);
  let kills = await keepThoughKilled(0.5);
  await assertReportsFollowed(store, LOG);
  do {
    for (let id = 1; id <= 40; id += 3) await job(id, 'running');
    for (let id = 41; id <= 44; id += 1) await job(id, 'succeeded');
    await job(45, 'failed');
    await ledger.settled(LOG);
    kills += await keepThoughKilled(0.5);
    await assertReportsFollowed(store, LOG);
  } while (kills < 5);
});

it('of an earlier form, it answers as before while it is read anew, and says as of when', async () => {
  const followed = await reportRows(store, LOG);
  assert.equal((await reportAge(store, LOG, new Date())).lagMs, 0);
  await collection('report_feeds').updateOne({ _id: LOG }, { $set: { form: FORM - 1 } });
  for (let rounds = 0; await keepReportOnce(store, LOG); rounds += 1) {
    assert.ok(rounds < REPORT_KINDS.length, 'a kind is read anew at a time');
    assert.deepEqual(await reportRows(store, LOG), followed);
    const { as_of } = (await store.models.reportFeeds.findById(LOG).lean()) ?? {};
    const now = new Date();
    const { asOf, behind, lagMs } = await reportAge(store, LOG, now);
    assert.deepEqual([asOf, behind, lagMs], [as_of, 0, now.getTime() - Number(as_of)]);
  }
  assert.equal((await store.models.reportFeeds.findById(LOG).lean())?.form, FORM);
  assert.equal((await reportAge(store, LOG, new Date())).lagMs, 0);
});

it('read anew, it is the same as followed; what it had of another form or history is gone', async () => {
  const followed = await reportRows(store, LOG);
  assert.equal(followed[REPORT_COLLECTIONS.job]?.length, 45);
  const stray = { organization_id: LOG, scope_id: 1, build: 0, day: '2026-01-01', created_at: new Date() };
  for (const change of [{ form: 0 }, { generation: 0 }]) {
    await collection(REPORT_COLLECTIONS.job).insertOne({ _id: 999_999, ...stray } as { _id: number });
    await store.models.reportFeeds.updateOne({ _id: LOG }, { $set: change });
    await keepReportToTheEnd(store, LOG);
    assert.deepEqual(await reportRows(store, LOG), followed);
  }
  for (const name of Object.values(REPORT_COLLECTIONS)) await collection(name).deleteMany({});
  await store.models.reportFeeds.deleteMany({});
  await keepReportToTheEnd(store, LOG);
  assert.deepEqual(await reportRows(store, LOG), followed);
});

it('holds neither names nor words of anybody, nor ids of guests', async () => {
  const rows = JSON.stringify(await reportRows(store, LOG));
  for (const word of ['alice', 'because']) assert.ok(!rows.includes(word), word);
  const asked = await store.models.jobs.findById(1).lean<JobDocument>();
  assert.ok(asked);
  const actorOf = (organization_id: number) =>
    jobRows.rowOf({ ...asked, actor: { ...asked.actor, organization_id } }).actor_id;
  assert.deepEqual([actorOf(LOG), actorOf(LOG + 1)], [actor.id, null]);
});

/** What is changed together, with one record of it. */
async function changed(entry: Parameters<typeof auditEntry>[0], change: (event: string) => Promise<unknown>) {
  const event = newEventId();
  await change(event);
  await store.transaction((session) =>
    recordEffect(store, session, auditEntry({ organization_id: LOG, permission: null, ...entry }), event),
  );
}

/** More than are written in one transaction, all of resource 5. */
const FINDINGS = 1_100;

it('what a record does not name is followed, however much it is, and whoever is killed on the way', async () => {
  const now = new Date();
  const place = { organization_id: LOG, scope_id: 1, resource_id: 5, created_at: now, first_seen_at: now };
  const finding = { signal: 'rotation_overdue', severity: 'high', status: 'open', resolved_at: null, reopened: 0 };
  await changed({ target_type: 'finding', target_id: null }, (last_event_id) =>
    collection('findings').insertMany(
      Array.from({ length: FINDINGS }, (_, index) => {
        const whose = { subject: `of ${index}`, device_id: null, account: null, owner_user_id: 7, acceptance: null };
        return { _id: index + 1, ...place, ...finding, ...whose, last_event_id, revision: 1 };
      }),
    ),
  );
  const since = { last_event_id: 'of what came later, and has no record' };
  await changed({ target_type: 'resource', target_id: 5, resource_id: 5, permission: 'resource:write' }, () =>
    collection('findings').updateMany({ resource_id: 5 }, { $set: { scope_id: 2, ...since } }),
  );
  await changed({ target_type: 'user', target_id: 7, operation: 'user.recover' }, (last_event_id) => {
    const right = { role: 'admin', subject_type: 'user', subject_id: 7, subject_organization_id: LOG };
    const until = { status: 'active', expires_at: null, revoked_at: null };
    return collection('grants').insertOne({
      ...{ _id: 1, ...place, resource_id: null, ...right, ...until, last_event_id },
    } as { _id: number });
  });
  const sessions = store.connection.getClient().db().collection<{ _id: string }>('connect_sessions');
  await changed({ target_type: 'approval', target_id: 1, job_id: 1, approval_id: 1 }, (last_event_id) => {
    const asked = { requester: actor, protocol: 'ssh', mode: 'proxy', minutes: 5, ending: null, approval_id: 1 };
    const times = { status: 'pending_launch', started_at: null, ended_at: null };
    return sessions.insertOne({
      ...{ _id: 'of job 1', ...place, job_id: 1, ...asked, ...times, last_event_id },
    } as { _id: string });
  });
  await ledger.settled(LOG);
  await keepThoughKilled(0.3);
  await assertReportsFollowed(store, LOG);
  const rows = await reportRows(store, LOG);
  const { finding: findings, grant, connectSession } = REPORT_COLLECTIONS;
  assert.deepEqual([rows[findings]?.length, rows[grant]?.length, rows[connectSession]?.length], [FINDINGS, 1, 1]);
  const erasure = { last_event_id: newEventId() } as Parameters<typeof eraseInFindings>[2];
  await eraseInFindings(store, { organizationId: LOG, userId: 7 }, erasure);
  await assertReportsFollowed(store, LOG);
  // Another person, while somebody follows that a finding is theirs.
  await changed({ target_type: 'finding', target_id: 1 }, () =>
    collection('findings').updateOne({ _id: 1 }, { $set: { owner_user_id: 8 } }),
  );
  await ledger.settled(LOG);
  let erasing: Promise<void> | undefined;
  await keepReportThoughKilled(
    store,
    LOG,
    () => null,
    async () => {
      erasing ??= eraseInFindings(store, { organizationId: LOG, userId: 8 }, erasure);
      await until(
        'it to be nobody’s',
        async () => (await store.models.findings.exists({ owner_user_id: 8 })) === null || undefined,
      );
    },
  );
  assert.ok(erasing);
  await erasing;
  await assertReportsFollowed(store, LOG);
});

it('who follows is one at a time, and whoever was overtaken moves nothing', async () => {
  await job(1, 'succeeded');
  await ledger.settled(LOG);
  const { next_index: from } = (await store.models.reportFeeds.findById(LOG).lean()) ?? { next_index: -1 };
  const far = new Date(Date.now() + 3_600_000);
  await store.models.reportFeeds.updateOne({ _id: LOG }, { $set: { held_until: far } });
  assert.equal(await keepReportOnce(store, LOG), false);
  assert.equal((await store.models.reportFeeds.findById(LOG).lean())?.next_index, from);
  await store.models.reportFeeds.updateOne({ _id: LOG }, { $set: { held_until: new Date(0) } });
  const overtaken = withTransactions(store, async (work) => {
    await store.models.reportFeeds.updateOne({ _id: LOG }, { $set: { token: 'of another', held_until: far } });
    return store.transaction(work);
  });
  await assert.rejects(keepReportOnce(overtaken, LOG), /another worker/);
  assert.equal((await store.models.reportFeeds.findById(LOG).lean())?.next_index, from);
  await store.models.reportFeeds.updateOne({ _id: LOG }, { $set: { held_until: new Date(0) } });
  await keepReportToTheEnd(store, LOG);
  await assertReportsFollowed(store, LOG);
});

it('says how far it is behind, and since when, also in the metrics of a worker', async () => {
  await collection('organizations').insertOne({ _id: LOG, name: 'first', status: 'active' } as { _id: number });
  const metrics = async () => {
    const registry = new Registry();
    measureReports(registry, () => surveyReports(store, new Date()));
    const text = await registry.metrics();
    const read = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
    return { lag: read('capstan_report_lag_seconds'), behind: read('capstan_report_behind_records') };
  };
  assert.deepEqual(await metrics(), { lag: 0, behind: 0 });
  const write = () => new AuditWriter(store).write(auditEntry({ organization_id: LOG }));
  await write();
  const firstWritten = new Date();
  for (let count = 1; count < 3; count += 1) await write();
  const age = await reportAge(store, LOG, new Date());
  assert.equal(age.behind, 3);
  assert.ok(age.asOf && age.asOf <= firstWritten && age.lagMs !== null && age.lagMs >= 0);
  const { lag, behind } = await metrics();
  assert.ok(lag >= 0 && behind === 3);
  await ledger.settled(LOG);
  await keepReportToTheEnd(store, LOG);
  const caughtUp = await reportAge(store, LOG, new Date());
  assert.deepEqual([caughtUp.behind, caughtUp.lagMs], [0, 0]);
  // Nothing has happened for long: what comes then is new, and so is what is not there yet.
  await store.models.reportFeeds.updateOne({ _id: LOG }, { $set: { as_of: new Date(Date.now() - 86_400_000) } });
  const quiet = Date.now();
  await write();
  const since = async () => (await reportAge(store, LOG, new Date())).asOf?.getTime() ?? 0;
  assert.ok((await since()) >= quiet - 1 && (await metrics()).lag <= (Date.now() - quiet + 1) / 1_000);
  await ledger.settled(LOG);
  assert.ok((await since()) >= quiet - 1 && (await metrics()).lag <= (Date.now() - quiet + 1) / 1_000);
  const { heads } = ledgerCollections(store);
  await store.models.reportFeeds.deleteMany({});
  const size = (await heads.findOne({ _id: LOG }))?.size;
  assert.deepEqual(await reportAge(store, LOG, new Date()), { asOf: null, behind: size, lagMs: null });
});
