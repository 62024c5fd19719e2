/** DELETE /v1/ssh-keys/{id}/placements/{resource_id} */

import { findVersion } from '../../../store/credential-versions.ts';
import { custodyOf } from '../../../store/custody/hold.ts';
import { completeIfDeployed } from '../../../store/ssh-keys/complete-rotation.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { revise } from '../revision.ts';
import { findPlacedResource, requireSettled } from './find-placed-resource.ts';
import { touchKey } from './room-on-key.ts';

/**
 * An account that logs in with the key does so until it is rotated: that gives it a key of its own, and takes the shared
 * one off.
 */
export const removeSshKeyPlacement = command('removeSshKeyPlacement', async (request, tx) => {
  const { means, now } = request;
  const { key, resource, credential } = await findPlacedResource(request, tx);
  const placed = requireFound(credential?.ssh_key_id === key._id ? credential : null);
  await requireSettled(means.store, tx, placed);
  const held = await findVersion(means.store, placed._id, 'current', tx.session);
  const isShared = held?.ssh_key?.id === key._id;
  // What it logs in with is that of other accounts until it is rotated: nobody is to have it checked out before.
  const custody = isShared ? { ...custodyOf(placed), turning_due: true } : custodyOf(placed);
  await revise(means.store.models.credentials, request, tx, placed, { ssh_key_id: null, custody });
  await touchKey(request, tx, key);
  // It may have been the last one that a rotation waited for.
  const current = await completeIfDeployed(means.store, tx.session, key, { eventId: tx.eventId, now });
  const completed = current === null ? '' : `; version ${current} is on every account, and current`;
  return {
    status: 204,
    change: `taken from resource ${resource._id}${isShared ? ', which is to be rotated' : ''}${completed}`,
  };
});
