/** The scope that a question about posture is about. */

import { CapstanError } from '../../../domain/errors.ts';
import type { ScopeDocument } from '../../../store/models/inventory.ts';
import type { Request } from '../../operation.ts';

type ScopeRequest = Pick<Request, 'access' | 'organizationId'> & { readonly means: Pick<Request['means'], 'store'> };

export interface PostureScope {
  readonly id: number;
  /** With itself. */
  readonly subtree: readonly number[];
}

/**
 * Whoever may see findings in a scope may see those of all below it.
 * @param asked default: the root of the organization.
 * @throws CapstanError `not_found`, `forbidden`.
 */
export async function postureScope(
  { access, organizationId, means }: ScopeRequest,
  asked: number | undefined,
): Promise<PostureScope> {
  const { tree } = access.profile;
  const _id = asked ?? tree.rootId;
  const found = await means.store.models.scopes.findOne({ _id, organization_id: organizationId }).lean<ScopeDocument>();
  const scope = access.requireFound('scope', found);
  const subtree = tree.subtree(scope._id);
  // It was made after the rights of this request were read.
  if (subtree.length === 0) throw new CapstanError('not_found', 'There is no such scope.');
  return { id: scope._id, subtree };
}
