/** PATCH /v1/scopes/{id} */

import { CapstanError } from '../../../domain/errors.ts';
import type { ScopeDocument } from '../../../store/models/inventory.ts';
import { requireNoGain } from '../../access-changes/require-no-gain.ts';
import { requireMatch } from '../../etag.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { changeInWords, differences, revise, showing } from '../revision.ts';
import { checkDepth, joinParent } from './join-parent.ts';
import { presentScope } from './present-scope.ts';

type UpdateRequest = Request<'updateScope'>;

export const updateScope = command('updateScope', async (request, tx) => {
  const { access, organizationId, path, body, means, ifMatch } = request;
  const { scopes } = means.store.models;
  const found = await scopes.findOne({ _id: path.id, organization_id: organizationId }).session(tx.session).lean();
  const scope = access.requireFound('scope', found);
  requireMatch(ifMatch, scope.revision);
  const changed = differences(scope, body);
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, scope, presentScope(scope, access)), change: changeInWords(changed) };
  }
  const moved = typeof changed.parent_id === 'number' ? await move(request, tx, scope, changed.parent_id) : {};
  const revised = await revise(scopes, request, tx, scope, { ...changed, ...moved });
  return { ...showing(200, revised, presentScope(revised, access)), change: changeInWords(changed) };
});

/** Gives all below the scope their new ancestors; answers with those of the scope itself. */
async function move(
  request: UpdateRequest,
  tx: Transaction,
  scope: ScopeDocument,
  parentId: number,
): Promise<Pick<ScopeDocument, 'ancestors'>> {
  const { scopes } = request.means.store.models;
  if (scope.parent_id === null) throw new CapstanError('conflict', 'The root of the tree cannot be moved.');
  // A scope leaves one place and comes to another: both must be the caller's to change.
  request.access.requirePlace({ scopeId: scope.parent_id, resourceId: null }, 'parent_id');
  request.access.requirePlace({ scopeId: parentId, resourceId: null }, 'parent_id');
  await requireNoGain(request, tx, { scopeId: scope._id, resourceId: null, isScope: true }, parentId);
  if (parentId === scope._id) throw new CapstanError('conflict', 'A scope cannot be moved below itself.');
  const parent = await joinParent(request.means.store, request, tx, parentId);
  if (parent.ancestors.includes(scope._id)) {
    throw new CapstanError('conflict', 'A scope cannot be moved below one of those that are below it.');
  }
  const ancestors = [...parent.ancestors, parent._id];
  const below = { organization_id: request.organizationId, ancestors: scope._id };
  const deepest = await scopes
    .aggregate<{ levels: number }>([
      { $match: below },
      { $group: { _id: null, levels: { $max: { $size: '$ancestors' } } } },
    ])
    .session(tx.session);
  checkDepth(ancestors, Math.max(0, (deepest[0]?.levels ?? 0) - scope.ancestors.length));
  await scopes.updateMany(
    below,
    [
      {
        $set: {
          ancestors: { $concatArrays: [ancestors, { $slice: ['$ancestors', scope.ancestors.length, MAX_SLICE] }] },
          updated_at: request.now,
          last_event_id: tx.eventId,
          revision: { $add: ['$revision', 1] },
        },
      },
    ],
    { session: tx.session, updatePipeline: true },
  );
  return { ancestors };
}

/** More than any way through the tree is long. */
const MAX_SLICE = 1_000;
