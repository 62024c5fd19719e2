/** PUT /v1/credentials/{id}/secret */

import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import { requireHandIn } from '../../authorization/require-hand-in.ts';
import { requireMatch } from '../../etag.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { revise } from '../revision.ts';
import { readSecret } from './read-secret.ts';
import { requireIdle } from './require-idle.ts';
import { requireUnheld } from './require-unheld.ts';
import { sealVersion } from './seal-version.ts';
import { showCredential } from './show-credential.ts';
import { unverifyResource } from './unverify-resource.ts';

export const setCredentialSecret = command('setCredentialSecret', async (request, tx) => {
  const { access, organizationId, path, body, means, now, ifMatch } = request;
  const { credentials, credentialVersions, resources } = means.store.models;
  const { session } = tx;
  const found = await credentials.findOne({ _id: path.id, organization_id: organizationId }).session(session).lean();
  const credential = access.requireFound('credential', found);
  requireMatch(ifMatch, credential.revision);
  if (credential.status === 'inactive') throw new CapstanError('resource_inactive', 'The credential is inactive.');
  requireOwnSecret(credential);
  const resource = requireFound(
    await resources.findOne({ _id: credential.resource_id, organization_id: organizationId }).session(session).lean(),
  );
  const policy = await requireHandIn(request, tx, resource, body);
  await requireIdle(means.store, tx, credential.resource_id);
  requireUnheld(credential);

  const number = credential.latest_version + 1;
  const secret = readSecret(credential.kind, body.secret);
  const version = await sealVersion(means.store, credential, number, secret, now);
  const revised = await revise(credentials, request, tx, credential, { latest_version: number });
  const versions = { credential_id: credential._id, organization_id: organizationId };
  // One of each state at most: the older ones step aside first. A pending version stays, since the
  // next operation finds out whether the target holds it.
  await credentialVersions.updateMany(
    { ...versions, state: 'previous' },
    { $set: { state: 'retired', retired_at: now } },
    { session },
  );
  await credentialVersions.updateMany({ ...versions, state: 'current' }, { $set: { state: 'previous' } }, { session });
  await credentialVersions.create([version], { session });
  await unverifyResource(request, tx, credential.resource_id);
  return {
    ...(await showCredential(means.store, revised, tx)),
    reason: body.reason ?? null,
    ticketId: body.ticket_id ?? null,
    policy,
    change: `version ${number} was handed in`,
  };
});

/** @throws CapstanError `conflict`. */
function requireOwnSecret({ ssh_key_id, authority_id }: CredentialDocument): void {
  if (typeof authority_id === 'number') {
    throw new CapstanError('conflict', 'The account logs in with short-lived certificates: it has no secret.');
  }
  if (typeof ssh_key_id !== 'number') return;
  const advice = 'rotate the key, or take it off the resource first';
  throw new CapstanError('conflict', `The credential is SSH key ${ssh_key_id}, which others share: ${advice}.`);
}
