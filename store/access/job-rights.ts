/** Whether whoever has asked for a job on resources could ask for it still: it may have waited for a long time. */

import type { Place } from '../../domain/access.ts';
import { operationOfBulk } from '../../domain/bulk.ts';
import { isActorActive } from '../approvals/who-counts.ts';
import { permissionOfJob } from '../job-audit.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';
import { loadStanding } from './still-permitted.ts';

/** Why it may not be done there, in Capstan's words; null: nothing stands against it. */
export type ObjectionAt = (place: Place, now: Date) => string | null;

/** Reads rights once, for all places that are asked about. What Capstan asks for by itself rests on no rights. */
export async function objectionsByRights(store: Store, job: JobDocument): Promise<ObjectionAt> {
  const { actor, organization_id: organizationId, operation } = job;
  const permission = permissionOfJob(job);
  if (permission === null) return () => null;
  if (!(await isActorActive(store, actor))) return () => 'whoever has asked for the job is not active any more';
  const standing = await loadStanding(store, organizationId, actor);
  const area = await areaOfJob(store, job);
  const deed =
    operation === 'discover' ? 'look at the device with it' : `${operationOfBulk(operation) ?? operation} it`;
  const lost = `whoever has asked for the job may not ${deed} any more`;
  return (place, now) => (standing({ permission, area, place, now }) ? null : lost);
}

/** The tag of openapi.yaml by whose operations it was asked for, which applications are authorized for. */
async function areaOfJob({ models }: Store, { operation, bulk }: JobDocument): Promise<string> {
  if (operation === 'discover') return 'devices';
  if (!bulk) return 'resources';
  if (bulk.retry_of !== null) return 'jobs';
  const plan = await models.plans.findById(bulk.plan_id, { runs_by_itself: 1 }).lean();
  // Of what people ask for, only rotations of shared keys are carried out by themselves.
  return plan?.runs_by_itself ? 'ssh-keys' : 'bulk';
}
