/** POST /v1/groups */

import type { GroupDocument } from '../../../store/models/access.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { presentGroup } from './present-group.ts';

export const createGroup = command('createGroup', async (request, tx) => {
  const { organizationId, body, means } = request;
  const group: GroupDocument = {
    _id: await means.store.nextId('group'),
    organization_id: organizationId,
    name: body.name,
    description: body.description ?? null,
    status: 'active',
    ...firstRevision(request, tx),
  };
  await means.store.models.groups.create([group], { session: tx.session });
  return showingNew('group', '/v1/groups', group, presentGroup(group));
});
