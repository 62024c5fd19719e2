/** What a resource has to do with the first credential that it is given: which kind it takes, and that it was not tried yet. */

import { type ConnectorKind, CREDENTIAL_OF_CONNECTOR, type CredentialKind } from '../../../domain/target.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import type { Means, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { nextRevision } from '../revision.ts';

interface Request {
  readonly now: Date;
  readonly means: Pick<Means, 'store'>;
}

/** What the connector of the resource's platform takes. */
export async function kindTaken(
  { means }: Request,
  { session }: Transaction,
  { platform_id, organization_id }: Pick<ResourceDocument, 'platform_id' | 'organization_id'>,
): Promise<{ readonly kind: CredentialKind; readonly connector: ConnectorKind }> {
  const { connector } = requireFound(
    await means.store.models.platforms
      .findOne({ _id: platform_id, organization_id }, { connector: 1 }, { session })
      .lean(),
  );
  return { kind: CREDENTIAL_OF_CONNECTOR[connector], connector };
}

/**
 * A secret that has not been tried yet. The resource is written in any case: one that moves at the same moment takes
 * its credentials with it, and so must not pass this one by.
 */
export async function touchResource(request: Request, tx: Transaction, resource: ResourceDocument): Promise<void> {
  const status = resource.status === 'inactive' ? 'inactive' : 'unverified';
  await request.means.store.models.resources.updateOne(
    { _id: resource._id, organization_id: resource.organization_id },
    nextRevision(request, tx, { status, status_detail: null, verified_at: null }),
    { session: tx.session },
  );
}
