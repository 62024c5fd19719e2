/**
 * What a caller may see of each kind of row: exactly what the list operation of that kind would show, since it is admitted
 * to that operation first, with its permission, its area, and how freshly it has to have been authenticated.
 */

import type { ReportKind } from '../../store/models/reporting.ts';
import { admit, requireFresh } from '../authorization/admit.ts';
import type { RequestAccess } from '../authorization/request-access.ts';
import type { OperationId, Request } from '../operation.ts';

export const LISTED_BY = {
  resource: 'listResources',
  job: 'listJobs',
  approval: 'listApprovals',
  connectSession: 'listConnectSessions',
  finding: 'listFindings',
  grant: 'listGrants',
} as const satisfies Record<ReportKind, OperationId>;

/** Who asks, from where. */
export type ReportAsker = Pick<Request, 'actor' | 'organization' | 'origin' | 'now'> & {
  readonly access: Pick<RequestAccess, 'profile'>;
  readonly means: Pick<Request['means'], 'contract'>;
};

export class ReportAccess {
  readonly #asker: ReportAsker;
  readonly #admitted = new Map<ReportKind, RequestAccess>();

  constructor(asker: ReportAsker) {
    this.#asker = asker;
  }

  /** @throws CapstanError where the list operation is not open to the caller. */
  to(kind: ReportKind): RequestAccess {
    const access = this.#admitted.get(kind) ?? accessTo(LISTED_BY[kind], this.#asker);
    this.#admitted.set(kind, access);
    return access;
  }
}

/**
 * What a request for `id` would be allowed, from whoever asks now.
 * @throws CapstanError where that operation is not open to them.
 */
export function accessTo(id: OperationId, asker: ReportAsker): RequestAccess {
  const { actor, access, organization, origin, now, means } = asker;
  const operation = means.contract.operations.get(id);
  if (!operation) throw new Error(`the contract has no ${id}`);
  const { profile } = access;
  const admitted = admit({ actor, profile, operation, isOwn: false, address: origin.address, now });
  requireFresh(operation, actor, organization, now);
  return admitted;
}
