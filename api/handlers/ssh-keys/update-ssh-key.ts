/** PATCH /v1/ssh-keys/{id} */

import { requireNoGain } from '../../access-changes/require-no-gain.ts';
import { requireMatch } from '../../etag.ts';
import { command } from '../../operation.ts';
import { changeInWords, differences, revise } from '../revision.ts';
import { findSshKey } from './find-ssh-key.ts';
import { showSshKey } from './present-ssh-key.ts';

export const updateSshKey = command('updateSshKey', async (request, tx) => {
  const { access, body, means, ifMatch } = request;
  const key = await findSshKey(request, tx.session);
  requireMatch(ifMatch, key.revision);
  const changed = differences(key, body);
  const change = changeInWords(changed);
  if (Object.keys(changed).length === 0) return { ...(await showSshKey(means.store, key, tx)), change };
  if (changed.scope_id !== undefined) {
    access.requirePlace({ scopeId: changed.scope_id, resourceId: null });
    await requireNoGain(request, tx, { scopeId: key.scope_id, resourceId: null }, changed.scope_id);
  }
  const revised = await revise(means.store.models.sshKeys, request, tx, key, changed);
  return { ...(await showSshKey(means.store, revised, tx)), change };
});
