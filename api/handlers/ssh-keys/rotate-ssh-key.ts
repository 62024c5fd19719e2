/** POST /v1/ssh-keys/{id}/rotate */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { SshKeyDocument } from '../../../store/models/ssh-key.ts';
import type { components } from '../../generated/openapi.ts';
import { beginKeyRotation, keyRotationOf } from '../../key-rotations/begin-key-rotation.ts';
import { unfinishedRotation } from '../../key-rotations/unfinished-rotation.ts';
import { command, type Request } from '../../operation.ts';
import { askerOf } from '../bulk/asker.ts';
import { lowestCommonScope } from '../bulk/lowest-common-scope.ts';
import { requirePreflightRoom } from '../bulk/require-preflight-room.ts';
import { dispatchSoon } from '../resources/request-job.ts';
import { findSshKey, requireActiveKey } from './find-ssh-key.ts';
import { requireRotatable } from './require-rotatable.ts';

type RotateRequest = Request<'rotateSshKey'>;

/** Where an earlier rotation has left accounts behind, it goes on with the version of that one. */
export const rotateSshKey = command(
  'rotateSshKey',
  async (request, tx) => {
    const { store } = request.means;
    const { session } = tx;
    const found = await findSshKey(request, session);
    requireActiveKey(found);
    await requireNoRotation(request, session, found);
    await requirePreflightRoom(request, tx);
    const rotation = await keyRotationOf(store, session, found);
    const { version, lacking } = rotation;
    const scopeId = await placeOfRotation(request, session, lacking);
    const { job, planId, change } = await beginKeyRotation(store, session, rotation, {
      scopeId,
      ...askerOf(request, tx),
    });
    const body: components['schemas']['SshKeyRotationAccepted'] = {
      job_id: job._id,
      plan_id: planId,
      ssh_key_id: found._id,
      version,
      resource_count: lacking.length,
      operation: 'bulk_preflight',
      status: 'queued',
    };
    return {
      status: 202,
      body,
      headers: { Location: `/v1/jobs/${job._id}` },
      jobId: job._id,
      reason: job.reason,
      ticketId: job.ticket_id,
      change,
      auditStatus: 'intended',
    };
  },
  dispatchSoon,
);

/** @throws CapstanError `conflict`. */
async function requireNoRotation({ means }: RotateRequest, session: ClientSession, key: SshKeyDocument): Promise<void> {
  const job = await unfinishedRotation(means.store, session, key);
  if (!job) return;
  throw new CapstanError(
    'conflict',
    `The key is being rotated: job ${job._id} is ${job.status}; wait until it has ended, or cancel it.`,
  );
}

/** Where plan and jobs lie. @throws CapstanError `forbidden`; `conflict` where there is nothing to rotate. */
async function placeOfRotation(
  request: RotateRequest,
  session: ClientSession,
  lacking: readonly CredentialDocument[],
): Promise<number> {
  if (lacking.length === 0) {
    throw new CapstanError('conflict', 'The key is on no active account: there is nothing to rotate.');
  }
  await requireRotatable(request, session, lacking);
  const { access } = request;
  const scopeIds = new Set(lacking.map(({ scope_id }) => scope_id));
  const scopeId = lowestCommonScope([...scopeIds].map((id) => access.profile.tree.lineage(id)));
  if (scopeId === undefined) throw new Error('accounts of one organization lie in no common scope');
  access.requireAlso('resource:rotate', { scopeId, resourceId: null });
  return scopeId;
}
