/** POST /v1/scopes */

import { changeAccess } from '../../../store/access/change-access.ts';
import type { ScopeDocument } from '../../../store/models/inventory.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { checkDepth, joinParent } from './join-parent.ts';
import { presentScope } from './present-scope.ts';

export const createScope = command('createScope', async (request, tx) => {
  const { access, organizationId, body, means } = request;
  access.requirePlace({ scopeId: body.parent_id, resourceId: null }, 'parent_id');
  const id = await means.store.nextId('scope');
  const parent = await joinParent(means.store, request, tx, body.parent_id);
  const scope: ScopeDocument = {
    _id: id,
    organization_id: organizationId,
    name: body.name,
    parent_id: parent._id,
    ancestors: [...parent.ancestors, parent._id],
    ...firstRevision(request, tx),
  };
  checkDepth(scope.ancestors, 0);
  await changeAccess(means.store, tx.session, organizationId);
  await means.store.models.scopes.create([scope], { session: tx.session });
  return showingNew('scope', '/v1/scopes', scope, presentScope(scope, access));
});
