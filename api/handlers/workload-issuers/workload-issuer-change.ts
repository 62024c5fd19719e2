/** What the changes of a workload issuer have in common. */

import { changeAccess } from '../../../store/access/change-access.ts';
import type { WorkloadIssuerDocument } from '../../../store/models/sign-in.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { requireMatch } from '../../etag.ts';
import type { Means, Request, Transaction } from '../../operation.ts';
import { requireFound, unusable } from '../found.ts';
import { revise } from '../revision.ts';

type IssuerRequest = Pick<Request, 'actor' | 'access' | 'organizationId' | 'ifMatch' | 'now' | 'means'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `unprocessable` where its URLs must not be asked. */
export function checkIssuerUrls(
  { outbound }: Pick<Means, 'outbound'>,
  { issuer, jwks_uri }: Pick<WorkloadIssuerDocument, 'issuer' | 'jwks_uri'>,
): void {
  const problem = outbound.issuerProblem(issuer);
  if (problem !== null) throw unusable('issuer', problem);
  const keys = jwks_uri === null ? null : outbound.publishedProblem(issuer, jwks_uri);
  if (keys !== null) throw unusable('jwks_uri', keys);
}

/**
 * Enters the queue of changes of rights first: which applications trust the issuer must not change behind the check.
 * @throws CapstanError `not_found`, `precondition_failed`.
 */
export async function takeWorkloadIssuer(
  { organizationId, path, means, ifMatch }: IssuerRequest,
  tx: Transaction,
): Promise<WorkloadIssuerDocument> {
  await changeAccess(means.store, tx.session, organizationId);
  const found = await means.store.models.workloadIssuers
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(tx.session)
    .lean<WorkloadIssuerDocument>();
  const issuer = requireFound(found);
  requireMatch(ifMatch, issuer.revision);
  return issuer;
}

/**
 * Whoever decides whose tokens the issuer's are can act as every application that trusts it.
 * @throws CapstanError `privilege_escalation`.
 */
export async function requireControlOfTrusting(
  request: IssuerRequest,
  tx: Transaction,
  { _id, organization_id }: WorkloadIssuerDocument,
): Promise<void> {
  const trusting = await request.means.store.models.applications
    .find({ organization_id, 'federated_credentials.workload_issuer_id': _id }, { _id: 1 }, { session: tx.session })
    .lean<{ readonly _id: number }[]>();
  for (const { _id: id } of trusting) await requireControl(request, tx, { type: 'application', id });
}

export async function reviseWorkloadIssuer(
  request: Pick<IssuerRequest, 'now' | 'means'>,
  tx: Transaction,
  issuer: WorkloadIssuerDocument,
  fields: Partial<WorkloadIssuerDocument>,
): Promise<WorkloadIssuerDocument> {
  return revise(request.means.store.models.workloadIssuers, request, tx, issuer, fields);
}
