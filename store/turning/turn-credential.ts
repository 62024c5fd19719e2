/** After access has ended its credential turns: a rotation like any other, in Capstan's name, until one has succeeded. */

import type { ClientSession } from 'mongoose';
import { MOST_TURNINGS, turningDelayMs } from '../../domain/custody.ts';
import { unturnedEvent } from '../../domain/operational-event.ts';
import type { EffectivePolicy } from '../../domain/policy/effective.ts';
import { custodyOf, noteTurning } from '../custody/hold.ts';
import type { Moment } from '../end-unbegun-job.ts';
import type { CredentialDocument } from '../models/credential.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { JobDocument } from '../models/job.ts';
import type { Turning } from '../models/turning.ts';
import { operationalEventDocument } from '../operational-event-document.ts';
import type { GovernedResource } from '../policy/ask-policy.ts';
import { loadGoverned } from '../policy/governed-resource.ts';
import { windowStateOf } from '../policy/maintenance.ts';
import type { Store } from '../store.ts';
import { insertTurningJob, type TurningSubject } from './turning-job.ts';

/** Others hold it too, or its window opens at some time: it is looked at again by then at the latest. */
const LOOK_AGAIN_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

/** What the end of access leaves to be done: to turn the credential at once, or nothing, as the policy says. */
export async function firstTurning(
  store: Store,
  session: ClientSession,
  subject: TurningSubject,
  wants: (policy: EffectivePolicy) => boolean,
  now: Date,
): Promise<Turning> {
  const { policy } = await governedOf(store, session, subject);
  const isWanted = wants(policy);
  return { status: isWanted ? 'due' : 'not_wanted', job_id: null, attempts: 0, next_at: isWanted ? now : null };
}

/** Takes the next step, where there is one to take by now. Harmless to repeat. */
export async function turn(
  store: Store,
  session: ClientSession,
  subject: TurningSubject,
  before: Turning,
  moment: Moment,
): Promise<Turning> {
  const turning = await takeStep(store, session, subject, before, moment);
  if (turning.status === 'failed' && before.status !== 'failed') await tellUnturned(store, session, subject, turning);
  return turning;
}

async function takeStep(
  store: Store,
  session: ClientSession,
  subject: TurningSubject,
  turning: Turning,
  moment: Moment,
): Promise<Turning> {
  if (turning.status === 'running') return follow(store, session, subject, turning, moment.now);
  if (turning.status !== 'due' || (turning.next_at !== null && turning.next_at > moment.now)) return turning;
  const credential = await store.models.credentials
    .findById(subject.credential_id, null, { session })
    .lean<CredentialDocument>();
  // Somebody else has changed it since, or given it up.
  if (!credential || credential.status === 'inactive') return { ...turning, status: 'not_wanted', next_at: null };
  const { holders, turning_due, turning_job_id: asked = null } = custodyOf(credential);
  if (!turning_due) return { ...turning, status: 'succeeded', next_at: null };
  if (holders.length > 0) return { ...turning, next_at: after(moment.now, LOOK_AGAIN_MS) };
  // Somebody who held it as well has asked for it already.
  if (asked !== null && (await isUnderWay(store, session, asked))) {
    return { ...turning, status: 'running', job_id: asked, next_at: null };
  }
  const governed = await governedOf(store, session, subject);
  // Somebody has to see to it: it stays closed until it has turned.
  if (await isInactive(store, session, governed)) return { ...turning, status: 'failed', next_at: null };
  const windows = windowStateOf(governed.policy, moment.now);
  if (windows.closedBy !== null) {
    const wait = (windows.opensAt?.getTime() ?? Number.POSITIVE_INFINITY) - moment.now.getTime();
    return { ...turning, next_at: after(moment.now, Math.min(wait, LONGEST_WAIT_MS)) };
  }
  const job_id = await insertTurningJob(store, session, subject, governed.resource, moment.now);
  await noteTurning(store, session, subject.credential_id, job_id);
  return { status: 'running', job_id, attempts: turning.attempts + 1, next_at: null };
}

async function isUnderWay({ models }: Store, session: ClientSession, jobId: number): Promise<boolean> {
  return (await models.jobs.exists({ _id: jobId, ended_at: null }).session(session)) !== null;
}

/** Looks how the rotation has ended. */
async function follow(
  store: Store,
  session: ClientSession,
  { credential_id }: TurningSubject,
  turning: Turning,
  now: Date,
): Promise<Turning> {
  const { jobs, jobItems, credentials } = store.models;
  const job = await jobs
    .findById(turning.job_id, { status: 1, ended_at: 1 }, { session })
    .lean<Pick<JobDocument, 'status' | 'ended_at'>>();
  if (job && job.ended_at === null) return turning;
  const credential = await credentials.findById(credential_id, { custody: 1 }, { session }).lean<CredentialDocument>();
  // It may have succeeded and have left the old secret where it is: then the next one takes it away.
  if (credential && !custodyOf(credential).turning_due) return { ...turning, status: 'succeeded' };
  const refused = { job_id: turning.job_id ?? 0, code: 'policy_refused' } as const;
  if (await jobItems.exists(refused).session(session)) {
    // Its window was over before it had its turn.
    return { ...turning, status: 'due', attempts: turning.attempts - 1, next_at: now };
  }
  if (turning.attempts >= MOST_TURNINGS) return { ...turning, status: 'failed' };
  return { ...turning, status: 'due', next_at: after(now, turningDelayMs(turning.attempts)) };
}

/** It commits with what it is about: it must not be lost as other events may be. */
async function tellUnturned(
  store: Store,
  session: ClientSession,
  subject: TurningSubject,
  { job_id: jobId, attempts }: Turning,
): Promise<void> {
  const { resource } = await governedOf(store, session, subject);
  const event = unturnedEvent({
    organizationId: subject.organization_id,
    scopeId: resource.scope_id,
    resourceId: resource._id,
    words: subject.words,
    jobId,
    attempts,
    correlationId: subject.correlation_id,
    attributes: subject.input,
  });
  await store.models.operationalEvents.create([operationalEventDocument(event, 'worker')], { session });
}

/** What is inactive is rotated by nobody. */
async function isInactive(store: Store, session: ClientSession, { resource }: GovernedResource): Promise<boolean> {
  if (resource.status === 'inactive') return true;
  const device = await store.models.devices.findById(resource.device_id, { status: 1 }, { session }).lean();
  return device?.status !== 'active';
}

async function governedOf(
  store: Store,
  session: ClientSession,
  { resource_id }: TurningSubject,
): Promise<GovernedResource> {
  const resource = await store.models.resources.findById(resource_id, null, { session }).lean<ResourceDocument>();
  if (!resource) throw new Error(`resource ${resource_id} is gone`);
  return loadGoverned(store, resource);
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
