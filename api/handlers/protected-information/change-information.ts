/** What every change of information begins with. */

import { CapstanError } from '../../../domain/errors.ts';
import type { ProtectedInformationDocument } from '../../../store/models/protected-information.ts';
import { loadInformation } from '../../../store/protected-information.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';

type ChangeRequest = Pick<Request, 'access' | 'organizationId' | 'means' | 'ifMatch'> & {
  readonly path: { readonly id: number };
};

/**
 * The information that the path names, as the caller has seen it.
 * @throws CapstanError `not_found`, `forbidden`, `precondition_failed`.
 */
export async function informationToChange(
  { access, organizationId, path, means, ifMatch }: ChangeRequest,
  { session }: Transaction,
): Promise<ProtectedInformationDocument> {
  const found = await loadInformation(means.store, organizationId, path.id, session);
  const information = access.requireFound('protectedInformation', found);
  requireMatch(ifMatch, information.revision);
  return information;
}

/**
 * For changes of what is kept in it.
 * @throws CapstanError `resource_inactive`.
 */
export function requireActive({ status }: Pick<ProtectedInformationDocument, 'status'>): void {
  if (status === 'inactive') throw new CapstanError('resource_inactive', 'The protected information is inactive.');
}
