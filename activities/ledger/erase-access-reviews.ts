/** What access reviews keep of a person, and lose when the person is erased: names, addresses and words. */

import { ERASED_NAME } from '../../domain/audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { changedBy, type Person } from './erase-objects.ts';

/** Where persons stand. */
type Role = 'started_by' | 'repeat.by' | 'decided_by';

/** Who has decided stays as a number, and so the evidence stays as it was sealed. Harmless to repeat. */
export async function eraseInAccessReviews(
  { models: { accessReviews, accessReviewItems } }: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<void> {
  const theirs = (role: Role) => ({
    organization_id: organizationId,
    [`${role}.type`]: 'user',
    [`${role}.id`]: userId,
    [`${role}.name`]: { $ne: ERASED_NAME },
  });
  const erased = (role: Role) => ({ [`${role}.name`]: ERASED_NAME, [`${role}.address`]: null });
  for (const role of ['started_by', 'repeat.by'] as const) {
    const set = { ...erased(role), ...changedBy(erasure) };
    await accessReviews.updateMany(theirs(role), { $set: set, $inc: { revision: 1 } });
  }
  await accessReviewItems.updateMany(theirs('decided_by'), { $set: { ...erased('decided_by'), reason: null } });
}
