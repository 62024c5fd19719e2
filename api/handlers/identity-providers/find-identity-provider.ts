/** The identity provider of the path, inside the transaction of a change. */

import { changeAccess } from '../../../store/access/change-access.ts';
import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { revise } from '../revision.ts';

type ProviderRequest = Pick<Request, 'organizationId' | 'means' | 'ifMatch' | 'now'> & {
  readonly path: { readonly id: number };
};

/**
 * Enters the queue of changes of rights first: a sign-in that is on its way reads the provider in that queue as well,
 * so it counts by what is committed here, or came before it.
 * @throws CapstanError `not_found`, `precondition_failed`.
 */
export async function takeProvider(request: ProviderRequest, tx: Transaction): Promise<IdentityProviderDocument> {
  const { organizationId, path, means, ifMatch } = request;
  await changeAccess(means.store, tx.session, organizationId);
  const provider = requireFound(
    await means.store.models.identityProviders
      .findOne({ _id: path.id, organization_id: organizationId })
      .session(tx.session)
      .lean<IdentityProviderDocument>(),
  );
  requireMatch(ifMatch, provider.revision);
  return provider;
}

/** Writes its next revision. @throws CapstanError `precondition_failed` where another change came first. */
export async function reviseProvider(
  request: ProviderRequest,
  tx: Transaction,
  provider: IdentityProviderDocument,
  fields: Partial<IdentityProviderDocument>,
): Promise<IdentityProviderDocument> {
  return revise(request.means.store.models.identityProviders, request, tx, provider, fields);
}
