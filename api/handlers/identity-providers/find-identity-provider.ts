/** The identity provider of the path, inside the transaction of a change. */

import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { nextRevision, requireRevised } from '../revision.ts';

type ProviderRequest = Pick<Request, 'organizationId' | 'means' | 'ifMatch' | 'now'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `precondition_failed`. */
export async function findProvider(request: ProviderRequest, tx: Transaction): Promise<IdentityProviderDocument> {
  const { organizationId, path, means, ifMatch } = request;
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
  const revised = await request.means.store.models.identityProviders
    .findOneAndUpdate(
      { _id: provider._id, organization_id: provider.organization_id, revision: provider.revision },
      nextRevision(request, tx, fields),
      { session: tx.session, returnDocument: 'after' },
    )
    .lean<IdentityProviderDocument>();
  return requireRevised(revised);
}
