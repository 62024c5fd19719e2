/** What a caller may do by another operation than the one that they have asked for: with its permission, its area, and how freshly it wants them authenticated. */

import type { OperationId, Request } from '../operation.ts';
import { admit, requireFresh } from './admit.ts';
import type { RequestAccess } from './request-access.ts';

/** Who asks, from where. */
export type Asker = Pick<Request, 'actor' | 'organization' | 'origin' | 'now'> & {
  readonly access: Pick<RequestAccess, 'profile'>;
  readonly means: Pick<Request['means'], 'contract'>;
};

/**
 * What a request for `id` would be allowed, from whoever asks now.
 * @throws CapstanError where that operation is not open to them.
 */
export function accessTo(id: OperationId, asker: Asker): RequestAccess {
  const { actor, access, organization, origin, now, means } = asker;
  const operation = means.contract.operations.get(id);
  if (!operation) throw new Error(`the contract has no ${id}`);
  const { profile } = access;
  const admitted = admit({ actor, profile, operation, isOwn: false, address: origin.address, now });
  requireFresh(operation, actor, organization, now);
  return admitted;
}
