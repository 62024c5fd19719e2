/** The end of a look, in one transaction: what it comes to, for the device, the job, the audit log and whoever watches. */

import type { ClientSession } from 'mongoose';
import { codesOf, type LookCounts } from '../../domain/discovered-account.ts';
import type { Remark } from '../../domain/discovery.ts';
import { discoveryEvent } from '../../domain/operational-event.ts';
import { recordEffect } from '../audit-log.ts';
import { auditEntryOf } from '../job-audit.ts';
import type { DiscoveredAccountDocument, StoredLook } from '../models/discovery.ts';
import type { JobDocument } from '../models/job.ts';
import { operationalEventDocument } from '../operational-event-document.ts';
import type { Store } from '../store.ts';
import { managedAccounts } from './managed-accounts.ts';
import type { LookAttempt } from './store-look.ts';

/** What has been gone for so long is told no more. */
const FORGET_AFTER_MS = 365 * 86_400_000;

/** Repeated by another attempt it tells nothing twice. */
export async function endLook(
  store: Store,
  session: ClientSession,
  look: LookAttempt,
  remarks: readonly Remark[],
): Promise<LookCounts> {
  const { deviceLooks, devices, discoveredAccounts, jobs, operationalEvents } = store.models;
  const { deviceId, jobId, resourceId, lookedAt } = look;
  await discoveredAccounts.deleteMany(
    { device_id: deviceId, gone_at: { $lt: new Date(lookedAt.getTime() - FORGET_AFTER_MS) } },
    { session },
  );
  const counts = await countsOf(store, session, look);
  const record = await deviceLooks.findById(deviceId, null, { session }).lean();
  const job = await jobs.findById(jobId, null, { session }).lean<JobDocument>();
  if (!record || !job) throw new Error(`the record of the look of job ${jobId} is gone`);
  const codes = codesOf(counts, [null, jobId].includes(record.first_job_id));
  const last: StoredLook = { job_id: jobId, resource_id: resourceId, looked_at: lookedAt, counts, codes, remarks };
  await deviceLooks.updateOne(
    { _id: deviceId },
    { $set: { last, first_job_id: record.first_job_id ?? jobId } },
    { session },
  );
  await jobs.updateOne(
    { _id: jobId },
    { $set: { result: { device_id: deviceId, ...counts, codes, remarks } } },
    { session },
  );
  if (record.last?.job_id === jobId) return counts;
  const change = `device ${deviceId}: ${inWords(counts)}`;
  await recordEffect(
    store,
    session,
    auditEntryOf(job, resourceId, { operation: 'discover.look', status: 'succeeded', change }),
  );
  const device = await devices.findById(deviceId, { scope_id: 1 }, { session }).lean();
  const event = discoveryEvent({
    organizationId: look.organizationId,
    scopeId: device?.scope_id ?? job.scope_id,
    resourceId,
    deviceId,
    jobId,
    counts,
    codes,
    summary: inWords(counts),
    correlationId: job.correlation_id,
  });
  await operationalEvents.create([operationalEventDocument(event, 'worker')], { session });
  return counts;
}

function inWords(counts: LookCounts): string {
  return `${counts.seen} accounts; ${counts.new} new, ${counts.gone} gone, ${counts.changed} changed, ${counts.unmanaged_privileged} privileged and not managed`;
}

type Counted = Pick<
  DiscoveredAccountDocument,
  'name' | 'privileged' | 'gone_at' | 'first_seen_job_id' | 'changed' | 'changed_job_id' | 'gone_job_id'
>;

async function countsOf(store: Store, session: ClientSession, { deviceId, jobId }: LookAttempt): Promise<LookCounts> {
  const all = await store.models.discoveredAccounts
    .find(
      { device_id: deviceId, $or: [{ gone_at: null }, { gone_job_id: jobId }] },
      { name: 1, privileged: 1, gone_at: 1, first_seen_job_id: 1, changed: 1, changed_job_id: 1, gone_job_id: 1 },
      { session },
    )
    .lean<Counted[]>();
  const managed = await managedAccounts(store, deviceId, session);
  const here = all.filter(({ gone_at }) => gone_at === null);
  const isNew = ({ first_seen_job_id }: Counted) => first_seen_job_id === jobId;
  const changed = here.filter((account) => account.changed_job_id === jobId && !isNew(account));
  const privileged = here.filter((account) => account.privileged === true);
  const isUnmanaged = ({ name }: Counted) => !managed.has(name);
  return {
    seen: here.length,
    new: here.filter(isNew).length,
    gone: all.length - here.length,
    changed: changed.length,
    privileged: privileged.length,
    unmanaged: here.filter(isUnmanaged).length,
    unmanaged_privileged: privileged.filter(isUnmanaged).length,
    new_privileged: privileged.filter(isNew).length,
    privileges_changed: changed.filter(({ changed: facts }) => facts.includes('privileges')).length,
    keys_changed: changed.filter(({ changed: facts }) => facts.includes('keys')).length,
  };
}
