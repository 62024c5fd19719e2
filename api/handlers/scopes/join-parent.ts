/** Puts a scope below another one, so that no two changes of the tree can pass each other by. */

import { CapstanError } from '../../../domain/errors.ts';
import type { ScopeDocument } from '../../../store/models/inventory.ts';
import type { Store } from '../../../store/store.ts';
import type { Transaction } from '../../operation.ts';
import { requireNamed } from '../found.ts';
import { nextRevision } from '../revision.ts';

/** Scopes on the longest way from the root down. */
const MAX_DEPTH = 32;

/**
 * Moves the parent to its next revision and answers with it. That write is the lock: a move of the
 * parent, or of anything above it, writes the same document, so one of the two runs again and sees
 * the other; without it, two moves could make a cycle together.
 * @throws CapstanError `unprocessable` where there is no such parent.
 */
export async function joinParent(
  store: Store,
  request: { readonly organizationId: number; readonly now: Date },
  tx: Transaction,
  parentId: number,
): Promise<ScopeDocument> {
  const parent = await store.models.scopes
    .findOneAndUpdate({ _id: parentId, organization_id: request.organizationId }, nextRevision(request, tx, {}), {
      session: tx.session,
      returnDocument: 'after',
    })
    .lean();
  return requireNamed(parent, 'parent_id', 'scope');
}

/** @throws CapstanError `conflict` where a scope with `levelsBelow` levels below it would sit too deep. */
export function checkDepth(ancestors: readonly number[], levelsBelow: number): void {
  const depth = ancestors.length + 1 + levelsBelow;
  if (depth > MAX_DEPTH) {
    throw new CapstanError('conflict', `The tree of scopes would be ${depth} deep; it may be ${MAX_DEPTH} deep.`);
  }
}
