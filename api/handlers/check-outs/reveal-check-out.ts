/** POST /v1/check-outs/{id}/reveal */

import type { CustodyDocument } from '../../../store/models/custody.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import { handOver } from '../../../worker-calls/hand-over.ts';
import type { components } from '../../generated/openapi.ts';
import { relayed } from '../../operation.ts';
import { askingOf } from '../asking.ts';
import { requireFound } from '../found.ts';
import { findOwnCheckOut } from './find-own-check-out.ts';

export const revealCheckOut = relayed('revealCheckOut', async (request) => {
  const custody = await findOwnCheckOut(request);
  const { credentials, custodies, resources } = request.means.store.models;
  const resource = requireFound(await resources.findById(custody.resource_id).lean<ResourceDocument>());
  const credential = requireFound(await credentials.findById(custody.credential_id, { kind: 1 }).lean());
  const place = { scopeId: resource.scope_id, resourceId: resource._id };
  request.access.requireAlso('credential:checkout', place);
  if (credential.kind === 'ssh_certificate') throw new Error(`credential ${custody.credential_id} has no secret`);
  const secret = await handOver(askingOf(request), { purpose: 'reveal_check_out', subjectId: custody._id });
  const revealed = await custodies.findById(custody._id, { revealed_version: 1 }).lean<CustodyDocument>();
  const body: components['schemas']['RevealedSecret'] = {
    check_out_id: custody._id,
    kind: credential.kind,
    username: resource.username,
    version: revealed?.revealed_version ?? 0,
    secret: secret.reveal(),
  };
  return { status: 200, body, jobId: custody.job_id, approvalId: custody.approval_id, isRepeat: false };
});
