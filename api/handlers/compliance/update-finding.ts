/** PATCH /v1/compliance/findings/{id} */

import { command } from '../../operation.ts';
import { unusable } from '../found.ts';
import { changeInWords, differences } from '../revision.ts';
import { changeFinding, findingToChange, showFinding } from './find-finding.ts';

export const updateFinding = command('updateFinding', async (request, tx) => {
  const { body, means, organizationId } = request;
  const finding = await findingToChange(request, tx);
  const changed = differences(finding, body);
  const change = changeInWords(changed);
  if (Object.keys(changed).length === 0) return { ...(await showFinding(request, tx, finding)), change };
  const { owner_user_id: owner } = changed;
  if (typeof owner === 'number') {
    const user = { _id: owner, organization_id: organizationId, status: 'active' } as const;
    if (!(await means.store.models.users.exists(user).session(tx.session))) {
      throw unusable('owner_user_id', 'names no active user of the organization');
    }
  }
  return changeFinding(request, tx, finding, { step: null, ...changed }, change);
});
