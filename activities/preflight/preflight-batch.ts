/** Step `work` of the job that makes a plan: looks at some hundred of its resources, and writes what it finds. */

import { Context } from '@temporalio/activity';
import { HeldSlots } from '../../store/held-slots.ts';
import { LoginGuard } from '../../store/login-guard.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { PlanCounts, PlanItemDocument } from '../../store/models/plan.ts';
import type { Store } from '../../store/store.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { recordedStep, type StepReport } from '../timeline.ts';
import type { PreflightBatchAnswer, PreflightBatchRef } from './contract.ts';
import { CrowdedDevices, DevicePlaces, type DevicePlacesParts } from './device-places.ts';
import { examine } from './examine.ts';
import { Logins, type LoginsParts } from './logins.ts';
import { endOf, loadPreflight, requireStillPermitted } from './preflight-job.ts';
import { RefusedAccounts } from './refused-accounts.ts';
import { writeFindings } from './write-findings.ts';

/** So many are loaded and written together: what a killed worker had found and not written is looked at again. */
const CHUNK = 50;
/** While one chunk waits for its slowest target, the next one goes on. */
const CHUNKS_AT_ONCE = 2;

export function preflightBatch(dependencies: Dependencies) {
  const guard = new LoginGuard(dependencies.store);
  const refused = new RefusedAccounts();
  const crowded = new CrowdedDevices();
  return (ref: PreflightBatchRef): Promise<Stamped<PreflightBatchAnswer>> =>
    recordedStep(
      dependencies,
      ref,
      'work',
      () => lookAt(dependencies, ref, { guard, refused, crowded }),
      (answer) => describe(answer, ref),
    );
}

function describe({ state }: PreflightBatchAnswer, { first, last }: PreflightBatchRef): StepReport {
  const details = {
    done: `resources ${first} to ${last} of the plan`,
    canceled: 'left off: somebody has asked to stop',
    over: 'left off: the job has ended already',
  } as const;
  return { outcome: 'succeeded', detail: details[state] };
}

async function lookAt(
  dependencies: Dependencies,
  ref: PreflightBatchRef,
  kept: Pick<LoginsParts, 'guard' | 'refused'> & Pick<DevicePlacesParts, 'crowded'>,
): Promise<PreflightBatchAnswer> {
  const { store } = dependencies;
  const { job, plan } = await loadPreflight(store, ref);
  if (endOf({ job, plan }) === null) await requireStillPermitted(store, { job, plan });
  const devices = await placesOf(store, ref, kept);
  const logins = new Logins(dependencies, { job, ...kept, devices });
  const items = await store.models.planItems
    .find({ plan_id: plan._id, position: { $gte: ref.first, $lte: ref.last }, verdict: 'pending' })
    .sort({ position: 1 })
    .lean<PlanItemDocument[]>();
  let from = 0;
  let state: PreflightBatchAnswer['state'] = endOf({ job, plan }) ?? 'done';
  const hand = async (): Promise<void> => {
    while (state === 'done' && from < items.length) {
      const chunk = items.slice(from, from + CHUNK);
      from += CHUNK;
      const counts = await writeFindings(store, plan, await examine(dependencies, { job, plan }, chunk, logins));
      if (counts) await tellProgress(store, job, counts);
      state = endOf(await loadPreflight(store, ref)) ?? state;
    }
  };
  const hands = await Promise.allSettled(Array.from({ length: CHUNKS_AT_ONCE }, hand));
  await logins.close();
  for (const ended of hands) if (ended.status === 'rejected') throw ended.reason;
  return { state };
}

/** What an attempt at the same batch holds that was given up is free. */
async function placesOf(
  store: Store,
  { jobId, round }: PreflightBatchRef,
  { crowded }: Pick<DevicePlacesParts, 'crowded'>,
): Promise<DevicePlaces> {
  const { info, cancellationSignal: signal } = Context.current();
  const ofBatch = `${jobId}/look/${round}/`;
  const slots = new HeldSlots(store, jobId, `${ofBatch}${info.workflowExecution?.runId ?? ''}/${info.attempt}`);
  await slots.takeOver(ofBatch);
  return new DevicePlaces({ store, slots, signal, jobId, crowded });
}

/** A late attempt takes back nothing of what another one has written. */
async function tellProgress(store: Store, { _id }: JobDocument, counts: PlanCounts): Promise<void> {
  const done = counts.ready + counts.warned + counts.blocked;
  await store.models.jobs.updateOne(
    { _id, ended_at: null, $or: [{ progress: null }, { 'progress.done': { $lte: done } }] },
    { $set: { progress: { done, total: done + counts.pending }, updated_at: new Date() }, $inc: { revision: 1 } },
  );
}
