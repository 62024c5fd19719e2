/** What access reviews keep of a person, and lose when the person is erased: names, addresses and words. */

import { ERASED_NAME } from '../../domain/audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { changedBy, type Person } from './erase-objects.ts';

/** Who has decided stays as a number, and so the evidence stays as it was sealed. Harmless to repeat. */
export async function eraseInAccessReviews(
  { models: { accessReviews, accessReviewItems } }: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<void> {
  const theirs = (role: 'started_by' | 'decided_by') => ({
    organization_id: organizationId,
    [`${role}.type`]: 'user',
    [`${role}.id`]: userId,
    [`${role}.name`]: { $ne: ERASED_NAME },
  });
  const erased = (role: 'started_by' | 'decided_by') => ({ [`${role}.name`]: ERASED_NAME, [`${role}.address`]: null });
  await accessReviews.updateMany(theirs('started_by'), {
    $set: { ...erased('started_by'), ...changedBy(erasure) },
    $inc: { revision: 1 },
  });
  await accessReviewItems.updateMany(theirs('decided_by'), { $set: { ...erased('decided_by'), reason: null } });
}
