/** What check-outs keep of a person, and lose when the person is erased: names, addresses and words. */

import { ERASED_NAME } from '../../domain/audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { changedBy, type Person } from './erase-objects.ts';

/** Those that the person held have all ended, as their jobs have. Harmless to repeat. */
export async function eraseInCustodies(
  { models: { custodies } }: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<void> {
  const inOrganization = { organization_id: organizationId };
  const held = { 'holder.type': 'user', 'holder.id': userId, 'holder.name': { $ne: ERASED_NAME } } as const;
  const ended = { 'ended_by.type': 'user', 'ended_by.id': userId, 'ended_by.name': { $ne: ERASED_NAME } } as const;
  const changed = changedBy(erasure);
  const later = { $inc: { revision: 1 } };
  await custodies.updateMany(
    { ...inOrganization, ...held },
    { $set: { 'holder.name': ERASED_NAME, 'holder.address': null, reason: null, ...changed }, ...later },
  );
  await custodies.updateMany(
    { ...inOrganization, ...ended },
    { $set: { 'ended_by.name': ERASED_NAME, 'ended_by.address': null, ended_reason: null, ...changed }, ...later },
  );
}
