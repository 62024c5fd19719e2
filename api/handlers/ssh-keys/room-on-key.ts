/** What holds of every account that comes to a key, by a placement or with a credential that becomes active again. */

import { CapstanError } from '../../../domain/errors.ts';
import { MOST_PLACEMENTS } from '../../../domain/ssh-key.ts';
import type { SshKeyDocument } from '../../../store/models/ssh-key.ts';
import { ofKey } from '../../../store/ssh-keys/placements.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { nextRevision } from '../revision.ts';
import { requireActiveKey } from './find-ssh-key.ts';

type KeyRequest = Pick<Request, 'organizationId' | 'now' | 'means'>;
type Key = Pick<SshKeyDocument, '_id'>;

/** @throws CapstanError `conflict`. */
export async function requireRoom(
  { means, organizationId }: KeyRequest,
  { session }: Transaction,
  { _id }: Key,
): Promise<void> {
  const placed = await means.store.models.credentials.countDocuments(ofKey(organizationId, _id), { session });
  if (placed < MOST_PLACEMENTS) return;
  throw new CapstanError('conflict', `A key is on ${MOST_PLACEMENTS} accounts at most; make another one.`);
}

/** Written by all that bring an account to it, or take one off, so that a deactivation at the same moment is done again. */
export async function touchKey(request: KeyRequest, tx: Transaction, { _id }: Key): Promise<void> {
  const { sshKeys } = request.means.store.models;
  await sshKeys.updateOne({ _id }, nextRevision(request, tx, {}), { session: tx.session });
}

/**
 * A credential that is a shared key becomes active again: what would be asked of a new placement is asked of it.
 * @throws CapstanError `resource_inactive`, `conflict`.
 */
export async function rejoinKey(request: KeyRequest, tx: Transaction, sshKeyId: number): Promise<void> {
  const { means, organizationId } = request;
  const key = requireFound(
    await means.store.models.sshKeys
      .findOne({ _id: sshKeyId, organization_id: organizationId }, null, { session: tx.session })
      .lean<SshKeyDocument>(),
  );
  requireActiveKey(key);
  await requireRoom(request, tx, key);
  await touchKey(request, tx, key);
}
