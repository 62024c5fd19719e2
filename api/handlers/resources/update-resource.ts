/** PATCH /v1/resources/{id} */

import type { TurningStatus } from '../../../domain/custody.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import { requireNoGain } from '../../access-changes/require-no-gain.ts';
import { requireMatch } from '../../etag.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { changeInWords, differences, nextRevision, revise, showing } from '../revision.ts';
import { checkResourceLinks } from './check-resource-links.ts';
import { presentResource } from './present-resource.ts';

export const updateResource = command('updateResource', async (request, tx) => {
  const { access, organizationId, path, body, means, ifMatch } = request;
  const { resources } = means.store.models;
  const found = await resources.findOne({ _id: path.id, organization_id: organizationId }).session(tx.session).lean();
  const resource = access.requireFound('resource', found);
  requireMatch(ifMatch, resource.revision);
  const changed = differences(resource, body);
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, resource, await presentResource(request, resource)), change: changeInWords(changed) };
  }
  await checkResourceLinks(request, tx.session, resource, changed);
  if (changed.scope_id !== undefined) await moveResource(request, tx, resource, changed.scope_id);
  const revised = await revise(resources, request, tx, resource, changed);
  return { ...showing(200, revised, await presentResource(request, revised)), change: changeInWords(changed) };
});

/** What lies where the resource lies goes with it; its jobs and audit records stay where they happened. */
async function moveResource(
  request: Request<'updateResource'>,
  tx: Transaction,
  resource: ResourceDocument,
  scopeId: number,
): Promise<void> {
  const { access, organizationId, means } = request;
  const { models } = means.store;
  const { session } = tx;
  access.requirePlace({ scopeId, resourceId: resource._id });
  await requireNoGain(request, tx, { scopeId: resource.scope_id, resourceId: resource._id }, scopeId);
  const ofResource = { organization_id: organizationId, resource_id: resource._id };
  const moved = nextRevision(request, tx, { scope_id: scopeId });
  await models.credentials.updateMany(ofResource, moved, { session });
  await models.grants.updateMany(ofResource, moved, { session });
  await models.policyBindings.updateMany(ofResource, moved, { session });
  await models.findings.updateMany(ofResource, moved, { session });
  // Had or to be had, or not turned yet: whoever may take it away answers for the resource where it lies now.
  const unturned: TurningStatus[] = ['due', 'running'];
  const isOpen = { $or: [{ ended_at: null }, { 'turning.status': { $in: unturned } }] };
  await models.custodies.updateMany({ ...ofResource, ...isOpen }, moved, { session });
  await models.connectSessions.updateMany({ ...ofResource, ...isOpen }, moved, { session });
}
