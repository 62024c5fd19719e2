/** Whether whoever has asked for a job on resources, or for a plan of them, could ask for it still: it may have waited for a long time. */

import { type NamedOperation, namedIn, type Place } from '../../domain/access.ts';
import { operationOfBulk } from '../../domain/bulk.ts';
import type { JobOperation } from '../../domain/job.ts';
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
  const asked = permissionOfJob(job);
  if (asked === null) return () => null;
  // A plan of a shared key's rotation was asked for as the rotation is.
  const permission = isPlanOfKey(job) ? 'resource:rotate' : asked;
  if (!(await isActorActive(store, actor))) return () => 'whoever has asked for the job is not active any more';
  const standing = await loadStanding(store, organizationId, actor);
  const by = await sourcesOf(store, job);
  const lost = `whoever has asked for the job may not ${deedOf(operation)} any more`;
  return (place, now) => (standing({ permission, by, place, now }) ? null : lost);
}

function deedOf(operation: JobOperation): string {
  if (operation === 'discover') return 'look at the device with it';
  return operation === 'bulk_preflight' ? 'have the plan made' : `${operationOfBulk(operation) ?? operation} it`;
}

function isPlanOfKey({ operation, input }: Pick<JobDocument, 'operation' | 'input'>): boolean {
  return operation === 'bulk_preflight' && typeof input?.['ssh_key_id'] === 'number';
}

/** The operations of openapi.yaml that such a job comes from, which applications are authorized for. */
async function sourcesOf({ models }: Store, job: JobDocument): Promise<readonly NamedOperation[]> {
  const { operation, bulk } = job;
  if (operation === 'discover') return namedIn('devices', 'discoverDevice');
  if (isPlanOfKey(job)) return OF_KEY;
  if (operation === 'bulk_preflight') return namedIn('bulk', 'preflightBulk', 'remedyFindings');
  if (!bulk) return namedIn('resources', `${operation}Resource`, 'remedyFinding');
  if (bulk.retry_of !== null) return namedIn('jobs', 'retryJob');
  const plan = await models.plans.findById(bulk.plan_id, { runs_by_itself: 1 }).lean();
  // Of what people ask for, only rotations of shared keys are carried out by themselves.
  return plan?.runs_by_itself ? OF_KEY : namedIn('bulk', `${operationOfBulk(operation)}Bulk`);
}

const OF_KEY = namedIn('ssh-keys', 'rotateSshKey');
