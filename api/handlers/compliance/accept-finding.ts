/** POST /v1/compliance/findings/{id}/accept */

import { CapstanError } from '../../../domain/errors.ts';
import type { FindingAcceptance } from '../../../store/models/posture.ts';
import { command } from '../../operation.ts';
import { unusable } from '../found.ts';
import { changeFinding, findingToChange } from './find-finding.ts';

const MOST_MS = 366 * 24 * 3_600_000;

/** Asks; somebody else agrees. */
export const acceptFinding = command('acceptFinding', async (request, tx) => {
  const { body, now, auditActor } = request;
  const finding = await findingToChange(request, tx);
  if (finding.status !== 'open') throw new CapstanError('conflict', `The finding is ${finding.status}.`);
  if (finding.acceptance !== null) {
    throw new CapstanError('conflict', 'Somebody has asked for that already; somebody else may agree, or reopen it.');
  }
  const until = new Date(body.until);
  if (until <= now || until.getTime() > now.getTime() + MOST_MS) {
    throw unusable('until', 'must lie ahead, and within a year');
  }
  const acceptance: FindingAcceptance = {
    until,
    reason: body.reason,
    asked_by: auditActor,
    asked_at: now,
    agreed_by: null,
    agreed_at: null,
  };
  const answer = await changeFinding(
    request,
    tx,
    finding,
    { step: 'acceptance_asked', acceptance },
    `until ${until.toISOString()}`,
  );
  return { ...answer, reason: body.reason };
});
