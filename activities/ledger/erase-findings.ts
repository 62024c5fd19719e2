/** What findings keep of a person, and lose when the person is erased: names, addresses and words. */

import { ERASED_NAME } from '../../domain/audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { changedBy, type Person } from './erase-objects.ts';

/** Nobody sees to what was theirs. Harmless to repeat. */
export async function eraseInFindings(
  store: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<void> {
  const { findings } = store.models;
  const inOrganization = { organization_id: organizationId };
  const changed = changedBy(erasure);
  const later = { $inc: { revision: 1 } };
  const by = (role: 'asked_by' | 'agreed_by') => ({
    ...inOrganization,
    [`acceptance.${role}.type`]: 'user',
    [`acceptance.${role}.id`]: userId,
    [`acceptance.${role}.name`]: { $ne: ERASED_NAME },
  });
  const erased = (role: 'asked_by' | 'agreed_by') => ({
    [`acceptance.${role}.name`]: ERASED_NAME,
    [`acceptance.${role}.address`]: null,
  });
  await findings.updateMany(
    { ...inOrganization, owner_user_id: userId },
    { $set: { owner_user_id: null, ...changed }, ...later },
  );
  await eraseInReports(store, { organizationId, userId });
  await findings.updateMany(by('asked_by'), {
    $set: { ...erased('asked_by'), 'acceptance.reason': ERASED_NAME, ...changed },
    ...later,
  });
  await findings.updateMany(by('agreed_by'), { $set: { ...erased('agreed_by'), ...changed }, ...later });
}

/**
 * The record of an erasure names no finding, so that the read model of reports does not hear of any. Whoever follows at this
 * moment may have read one as it was: both write the feed, so that one of the two goes first.
 */
async function eraseInReports(store: Store, { organizationId, userId }: Person): Promise<void> {
  const { reportFeeds, reportFindings } = store.models;
  await store.transaction(async (session) => {
    await reportFeeds.updateOne({ _id: organizationId }, { $inc: { erasures: 1 } }, { session });
    await reportFindings.updateMany(
      { organization_id: organizationId, owner_user_id: userId },
      { $set: { owner_user_id: null } },
      { session },
    );
  });
}
