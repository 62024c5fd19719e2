/** What requests for consent and delegations keep of a person, and lose when the person is erased: names, addresses and words. */

import { ERASED_NAME } from '../../domain/audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { changedBy, type Person } from './erase-objects.ts';

/**
 * Requests that the person has made have all ended, as their jobs have. Who has decided stays as a number, and the digest
 * of what was asked for stays as it is, without the nonce from which it was made. Harmless to repeat.
 */
export async function eraseInApprovals(
  store: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<void> {
  const { approvals, approvalDelegations } = store.models;
  const inOrganization = { organization_id: organizationId };
  const requested = { 'requester.type': 'user', 'requester.id': userId } as const;
  const ended = { 'ended_by.type': 'user', 'ended_by.id': userId } as const;
  const changed = changedBy(erasure);
  const later = { $inc: { revision: 1 } };
  await approvals.updateMany(
    { ...inOrganization, ...requested, 'requester.name': { $ne: ERASED_NAME } },
    {
      $set: {
        'requester.name': ERASED_NAME,
        'requester.address': null,
        reason: null,
        'asked.reason': null,
        'asked.nonce': null,
        ...changed,
      },
      ...later,
    },
  );
  await approvals.updateMany(
    { ...inOrganization, ...ended, 'ended_by.name': { $ne: ERASED_NAME } },
    { $set: { 'ended_by.name': ERASED_NAME, 'ended_by.address': null, ended_reason: null, ...changed }, ...later },
  );
  await approvals.updateMany(
    { ...inOrganization, decisions: { $elemMatch: { user_id: userId, name: { $ne: ERASED_NAME } } } },
    { $set: { 'decisions.$[own].name': ERASED_NAME, 'decisions.$[own].comment': null, ...changed }, ...later },
    { arrayFilters: [{ 'own.user_id': userId }] },
  );
  await approvalDelegations.updateMany(
    { ...inOrganization, from_user_id: userId, reason: { $ne: null } },
    { $set: { reason: null, ...changed }, ...later },
  );
}
