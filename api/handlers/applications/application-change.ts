/** What the changes of an application have in common: finding it, being allowed to, and writing its next revision. */

import { CapstanError } from '../../../domain/errors.ts';
import type { ApplicationAuthentication, ApplicationDocument } from '../../../store/models/identity.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';
import { revise } from '../revision.ts';

/** The part of a request that these functions read. */
export type ApplicationRequest = Pick<Request, 'actor' | 'access' | 'organizationId' | 'ifMatch' | 'now' | 'means'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `forbidden`, `precondition_failed`. */
export async function findApplication(
  { access, organizationId, path, means, ifMatch }: ApplicationRequest,
  tx: Pick<Transaction, 'session'>,
): Promise<ApplicationDocument> {
  const found = await means.store.models.applications
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(tx.session)
    .lean<ApplicationDocument>();
  const application = access.requireFound('application', found);
  requireMatch(ifMatch, application.revision);
  return application;
}

/**
 * For what lets somebody act as the application, or decides what it can do.
 * @throws CapstanError as {@link findApplication}, and `privilege_escalation`.
 */
export async function takeApplication(request: ApplicationRequest, tx: Transaction): Promise<ApplicationDocument> {
  const application = await findApplication(request, tx);
  await requireControl(request, tx, { type: 'application', id: application._id });
  return application;
}

/** @throws CapstanError `conflict`. */
export function requireAuthentication(
  { authentication }: ApplicationDocument,
  wanted: ApplicationAuthentication,
  what: string,
): void {
  if (authentication === wanted) return;
  throw new CapstanError('conflict', `The application authenticates by ${authentication}, so it has no ${what}.`);
}

export async function reviseApplication(
  request: Pick<ApplicationRequest, 'now' | 'means'>,
  tx: Transaction,
  application: ApplicationDocument,
  fields: Partial<ApplicationDocument>,
): Promise<ApplicationDocument> {
  return revise(request.means.store.models.applications, request, tx, application, fields);
}

/** Ends what the application was given so far. */
export async function dropTokens(
  { means }: Pick<ApplicationRequest, 'means'>,
  tx: Transaction,
  { client_id }: ApplicationDocument,
): Promise<void> {
  await means.store.models.oauthPayloads.deleteMany({ 'payload.clientId': client_id }, { session: tx.session });
}
