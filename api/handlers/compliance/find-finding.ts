/** The finding that a path names. */

import type { ClientSession } from 'mongoose';
import { type FindingStep, MOST_STEPS } from '../../../domain/posture/finding.ts';
import type { FindingDocument } from '../../../store/models/posture.ts';
import { requireMatch } from '../../etag.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { presentFindings } from './present-finding.ts';

type FindingRequest = Pick<Request, 'access' | 'organizationId' | 'means' | 'ifMatch' | 'now'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `forbidden`. */
export async function findFinding(
  { access, organizationId, path, means }: FindingRequest,
  session?: ClientSession,
): Promise<FindingDocument> {
  const found = await means.store.models.findings
    .findOne({ _id: path.id, organization_id: organizationId }, null, session ? { session } : {})
    .lean<FindingDocument>();
  return access.requireFound('finding', found);
}

/** As the caller has seen it. @throws CapstanError `not_found`, `forbidden`, `precondition_failed`. */
export async function findingToChange(request: FindingRequest, { session }: Transaction): Promise<FindingDocument> {
  const finding = await findFinding(request, session);
  requireMatch(request.ifMatch, finding.revision);
  return finding;
}

/**
 * Moves it on; the next look at its resource counts it as it is by then.
 * @param step what becomes of it by that; null: nothing that its steps tell.
 */
export async function changeFinding(
  request: FindingRequest,
  tx: Transaction,
  finding: FindingDocument,
  { step, ...fields }: Partial<FindingDocument> & { readonly step: FindingStep | null },
  change: string,
): Promise<Answer> {
  const taken = step && { step, at: request.now, event_id: tx.eventId };
  const steps = taken && { steps: [...(finding.steps ?? []), taken].slice(-MOST_STEPS) };
  const revised = await revise(request.means.store.models.findings, request, tx, finding, { ...fields, ...steps });
  return { ...(await showFinding(request, tx, revised)), change };
}

export async function showFinding(
  { means }: Pick<Request, 'means'>,
  { session }: Transaction,
  finding: FindingDocument,
): Promise<Answer> {
  const [shown] = await presentFindings(means.store, [finding], session);
  return showing(200, finding, shown);
}
