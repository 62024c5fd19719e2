/**
 * What a caller may see of each kind of row: exactly what the list operation of that kind would show, since it is admitted
 * to that operation first, with its permission, its area, and how freshly it has to have been authenticated.
 */

import type { ReportKind } from '../../store/models/reporting.ts';
import { type Asker, accessTo } from '../authorization/access-to.ts';
import type { RequestAccess } from '../authorization/request-access.ts';
import type { OperationId } from '../operation.ts';

export const LISTED_BY = {
  resource: 'listResources',
  job: 'listJobs',
  approval: 'listApprovals',
  connectSession: 'listConnectSessions',
  finding: 'listFindings',
  grant: 'listGrants',
} as const satisfies Record<ReportKind, OperationId>;

export class ReportAccess {
  readonly #asker: Asker;
  readonly #admitted = new Map<ReportKind, RequestAccess>();

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  /** @throws CapstanError where the list operation is not open to the caller. */
  to(kind: ReportKind): RequestAccess {
    const access = this.#admitted.get(kind) ?? accessTo(LISTED_BY[kind], this.#asker);
    this.#admitted.set(kind, access);
    return access;
  }
}
