/** What findings keep of a person, and lose when the person is erased: names, addresses and words. */

import { ERASED_NAME } from '../../domain/audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { changedBy, type Person } from './erase-objects.ts';

/** Nobody sees to what was theirs. Harmless to repeat. */
export async function eraseInFindings(
  { models: { findings, reportFindings } }: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<void> {
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
  // The record of an erasure names no finding, so that the read model of reports does not hear of any.
  await reportFindings.updateMany({ ...inOrganization, owner_user_id: userId }, { $set: { owner_user_id: null } });
  await findings.updateMany(by('asked_by'), {
    $set: { ...erased('asked_by'), 'acceptance.reason': ERASED_NAME, ...changed },
    ...later,
  });
  await findings.updateMany(by('agreed_by'), { $set: { ...erased('agreed_by'), ...changed }, ...later });
}
