/** PATCH /v1/resources/{id} */

import { requireMatch } from '../../etag.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { changeReason, differences, nextRevision, requireRevised, showing } from '../revision.ts';
import { checkResourceLinks } from './check-resource-links.ts';
import { presentResource } from './present-resource.ts';

export const updateResource = command('updateResource', async (request, tx) => {
  const { organizationId, path, body, means, ifMatch } = request;
  const { resources } = means.store.models;
  const found = await resources.findOne({ _id: path.id, organization_id: organizationId }).session(tx.session).lean();
  const resource = requireFound(found);
  requireMatch(ifMatch, resource.revision);
  const changed = differences(resource, body);
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, resource, presentResource(resource)), reason: changeReason(changed) };
  }
  await checkResourceLinks(means.store, tx.session, resource, changed);
  const revised = requireRevised(
    await resources
      .findOneAndUpdate(
        { _id: resource._id, organization_id: organizationId, revision: resource.revision },
        nextRevision(request, tx, changed),
        { session: tx.session, returnDocument: 'after' },
      )
      .lean(),
  );
  return { ...showing(200, revised, presentResource(revised)), reason: changeReason(changed) };
});
