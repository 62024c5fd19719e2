/** The end of a look, in one transaction: what it comes to, for the device, the job, the audit log and whoever watches. */

import type { ClientSession } from 'mongoose';
import { codesOf, type LookCounts } from '../../domain/discovered-account.ts';
import type { Remark } from '../../domain/discovery.ts';
import { accountEvent, discoveryEvent } from '../../domain/discovery-event.ts';
import { recordEffect } from '../audit-log.ts';
import { auditEntryOf } from '../job-audit.ts';
import type { StoredLook } from '../models/discovery.ts';
import type { JobDocument } from '../models/job.ts';
import { operationalEventDocument } from '../operational-event-document.ts';
import type { Store } from '../store.ts';
import { lookNews } from './look-news.ts';
import type { LookAttempt } from './store-look.ts';

/** What has been gone for so long is told no more. */
const FORGET_AFTER_MS = 365 * 86_400_000;
/** Accounts that have events of their own after a look; the event of the look tells how many there are. */
const MOST_TOLD = 50;

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
  const { counts, accounts } = await lookNews(store, session, look);
  const record = await deviceLooks.findById(deviceId, null, { session }).lean();
  const job = await jobs.findById(jobId, null, { session }).lean<JobDocument>();
  if (!record || !job) throw new Error(`the record of the look of job ${jobId} is gone`);
  const codes = codesOf(counts, look.isFirst);
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
  const told = {
    organizationId: look.organizationId,
    scopeId: device?.scope_id ?? job.scope_id,
    resourceId,
    deviceId,
    jobId,
    correlationId: job.correlation_id,
  };
  const events = [
    discoveryEvent(told, { counts, codes, summary: inWords(counts) }),
    // At the first look all of them are new, which is no news.
    ...(look.isFirst ? [] : accounts.slice(0, MOST_TOLD)).map((account) => accountEvent(told, account)),
  ];
  const documents = events.map((event) => operationalEventDocument(event, 'worker'));
  await operationalEvents.create(documents, { session, ordered: true });
  return counts;
}

function inWords(counts: LookCounts): string {
  return `${counts.seen} accounts; ${counts.new} new, ${counts.gone} gone, ${counts.changed} changed, ${counts.unmanaged_privileged} privileged and not managed`;
}
