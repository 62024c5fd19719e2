/** DELETE /v1/ssh-keys/{id}/placements/{resource_id} */

import { custodyOf } from '../../../store/custody/hold.ts';
import { completeIfDeployed } from '../../../store/ssh-keys/complete-rotation.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { nextRevision, revise } from '../revision.ts';
import { findPlacedResource } from './find-placed-resource.ts';

/** The account logs in with the key until it is rotated: that gives it a key of its own, and takes the shared one off. */
export const removeSshKeyPlacement = command('removeSshKeyPlacement', async (request, tx) => {
  const { means, now } = request;
  const { sshKeys, credentials } = means.store.models;
  const { key, resource, credential } = await findPlacedResource(request, tx);
  const placed = requireFound(credential?.ssh_key_id === key._id ? credential : null);
  // What it logs in with is that of other accounts until it is rotated: nobody is to have it checked out before.
  const custody = { ...custodyOf(placed), turning_due: true };
  await revise(credentials, request, tx, placed, { ssh_key_id: null, custody });
  await sshKeys.updateOne({ _id: key._id }, nextRevision(request, tx, {}), { session: tx.session });
  // It may have been the last one that a rotation waited for.
  const current = await completeIfDeployed(means.store, tx.session, key, { eventId: tx.eventId, now });
  const completed = current === null ? '' : `; version ${current} is on every account, and current`;
  return { status: 204, change: `taken from resource ${resource._id}, which is to be rotated${completed}` };
});
