/** What the changes of a workload issuer have in common. */

import type { WorkloadIssuerDocument } from '../../../store/models/sign-in.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';
import { issuerProblem, publishedProblem } from '../../outbound/guarded-fetch.ts';
import { requireFound, unusable } from '../found.ts';
import { nextRevision, requireRevised } from '../revision.ts';

type IssuerRequest = Pick<Request, 'actor' | 'access' | 'organizationId' | 'ifMatch' | 'now' | 'means'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `unprocessable` where its URLs must not be asked. */
export function checkIssuerUrls({ issuer, jwks_uri }: Pick<WorkloadIssuerDocument, 'issuer' | 'jwks_uri'>): void {
  const problem = issuerProblem(issuer);
  if (problem !== null) throw unusable('issuer', problem);
  const keys = jwks_uri === null ? null : publishedProblem(issuer, jwks_uri);
  if (keys !== null) throw unusable('jwks_uri', keys);
}

/** @throws CapstanError `not_found`, `precondition_failed`. */
export async function findWorkloadIssuer(
  { organizationId, path, means, ifMatch }: IssuerRequest,
  tx: Transaction,
): Promise<WorkloadIssuerDocument> {
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
  { _id, organization_id, revision }: WorkloadIssuerDocument,
  fields: Partial<WorkloadIssuerDocument>,
): Promise<WorkloadIssuerDocument> {
  const revised = await request.means.store.models.workloadIssuers
    .findOneAndUpdate({ _id, organization_id, revision }, nextRevision(request, tx, fields), {
      session: tx.session,
      returnDocument: 'after',
    })
    .lean<WorkloadIssuerDocument>();
  return requireRevised(revised);
}
