/** What jobs, plans and grants keep of a person, and lose when the person is erased. */

import { ERASED_NAME } from '../../domain/audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';

export interface Person {
  readonly organizationId: number;
  readonly userId: number;
}

export function userActor(userId: number) {
  return { 'actor.type': 'user', 'actor.id': userId } as const;
}

/** Jobs have all ended: nobody erases a user whose jobs have not. @returns how many are theirs, erased before or not. */
export async function eraseInJobs(
  store: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<number> {
  const own = { organization_id: organizationId, ...userActor(userId), ended_at: { $ne: null } } as const;
  await store.models.jobs.updateMany(
    { ...own, 'actor.name': { $ne: ERASED_NAME } },
    {
      $set: { 'actor.name': ERASED_NAME, 'actor.address': null, reason: null, ...changedBy(erasure) },
      $inc: { revision: 1 },
    },
  );
  return store.models.jobs.countDocuments(own);
}

/** Who has asked for a plan. Harmless to repeat. */
export async function eraseInPlans(
  store: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<void> {
  await store.models.plans.updateMany(
    { organization_id: organizationId, ...userActor(userId), 'actor.name': { $ne: ERASED_NAME } },
    { $set: { 'actor.name': ERASED_NAME, 'actor.address': null, ...changedBy(erasure) }, $inc: { revision: 1 } },
  );
}

/** Who has given a grant, as it shows that. */
const ERASED_GIVER = `user ${ERASED_NAME}`;

/**
 * The reasons for which others gave the person rights here, and those for which the person gave some to others, whom they
 * then name no more. @returns how many grants there are, erased before or not.
 */
export async function eraseInGrants(store: Store, person: Person, erasure: JobDocument): Promise<number> {
  const { grants } = store.models;
  const given = await givenBy(store, person);
  const received = grantsOf(person);
  const later = { $inc: { revision: 1 } };
  await grants.updateMany(
    { ...received, reason: { $ne: null } },
    { ...later, $set: { reason: null, ...changedBy(erasure) } },
  );
  await grants.updateMany(
    { $and: [given, { $or: [{ reason: { $ne: null } }, { granted_by: { $ne: ERASED_GIVER } }] }] },
    { ...later, $set: { reason: null, granted_by: ERASED_GIVER, ...changedBy(erasure) } },
  );
  return grants.countDocuments({ $or: [received, given] });
}

/** Those that have ended as well: a grant is never deleted. */
export async function grantIdsOf(store: Store, person: Person): Promise<number[]> {
  const grants = await store.models.grants.find(grantsOf(person), { _id: 1 }).lean<{ readonly _id: number }[]>();
  return grants.map(({ _id }) => _id);
}

function grantsOf({ organizationId, userId }: Person) {
  return { organization_id: organizationId, subject_type: 'user', subject_id: userId } as const;
}

/** Grants say who made them; of those that were made before they did, the log tells, as far as it is kept. */
async function givenBy(store: Store, { organizationId, userId }: Person) {
  const own = { organization_id: organizationId };
  const made = await store
    .auditCollection()
    .distinct('target_id', { ...own, ...userActor(userId), operation: 'grant.create', status: 'succeeded' });
  const ids = made.filter((id) => typeof id === 'number');
  return { ...own, $or: [{ granted_by_user_id: userId }, { _id: { $in: ids } }] };
}

export function changedBy(erasure: JobDocument) {
  return { updated_at: new Date(), last_event_id: erasure.last_event_id };
}
