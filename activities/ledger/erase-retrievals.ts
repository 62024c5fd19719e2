/** What retrievals of protected information keep of a person, and lose when the person is erased: name, address and words. */

import { ERASED_NAME } from '../../domain/audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { changedBy, type Person } from './erase-objects.ts';

/** Those that the person has asked for have all ended, as their jobs have. Harmless to repeat. */
export async function eraseInRetrievals(
  { models: { retrievals } }: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<void> {
  const own = { 'requester.type': 'user', 'requester.id': userId, 'requester.name': { $ne: ERASED_NAME } } as const;
  await retrievals.updateMany(
    { organization_id: organizationId, ...own },
    {
      $set: { 'requester.name': ERASED_NAME, 'requester.address': null, reason: null, ...changedBy(erasure) },
      $inc: { revision: 1 },
    },
  );
}
