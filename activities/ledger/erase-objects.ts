/** What objects other than audit records keep of a person, and lose when the person is erased. */

import { ERASED_NAME } from '../../domain/audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';

export interface Person {
  readonly organizationId: number;
  readonly userId: number;
}

/** Jobs have all ended: nobody erases a user whose jobs have not. @returns how many are theirs, erased before or not. */
export async function eraseInJobs(
  store: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<number> {
  const own = {
    organization_id: organizationId,
    'actor.type': 'user',
    'actor.id': userId,
    ended_at: { $ne: null },
  } as const;
  await store.models.jobs.updateMany(
    { ...own, 'actor.name': { $ne: ERASED_NAME } },
    {
      $set: { 'actor.name': ERASED_NAME, 'actor.address': null, reason: null, ...changedBy(erasure) },
      $inc: { revision: 1 },
    },
  );
  return store.models.jobs.countDocuments(own);
}

/** The reasons for which others gave the person rights here. @returns how many grants there are, erased before or not. */
export async function eraseInGrants(store: Store, person: Person, erasure: JobDocument): Promise<number> {
  const own = grantsOf(person);
  await store.models.grants.updateMany(
    { ...own, reason: { $ne: null } },
    { $set: { reason: null, ...changedBy(erasure) }, $inc: { revision: 1 } },
  );
  return store.models.grants.countDocuments(own);
}

/** Those that have ended as well: a grant is never deleted. */
export async function grantIdsOf(store: Store, person: Person): Promise<number[]> {
  const grants = await store.models.grants.find(grantsOf(person), { _id: 1 }).lean<{ readonly _id: number }[]>();
  return grants.map(({ _id }) => _id);
}

function grantsOf({ organizationId, userId }: Person) {
  return { organization_id: organizationId, subject_type: 'user', subject_id: userId } as const;
}

function changedBy(erasure: JobDocument) {
  return { updated_at: new Date(), last_event_id: erasure.last_event_id };
}
