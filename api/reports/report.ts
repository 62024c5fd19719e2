/** A compliance report as every form of it begins: all but its rows. */

import type { PostureAge } from '../../store/posture/posture-age.ts';
import type { components } from '../generated/openapi.ts';
import { wireTime, wireTimeOrNull } from '../handlers/wire-time.ts';
import { coveringCheckpoint } from './covering-checkpoint.ts';
import { reportActivity } from './report-activity.ts';
import type { ReportQuestion } from './report-question.ts';
import { reportRatings } from './report-ratings.ts';
import { type FindingTally, tallyFindings } from './tally-findings.ts';

/** Members of the JSON form that stand above the rows. */
export type ReportHead = Omit<components['schemas']['ComplianceReport'], 'findings' | 'resources'>;

export interface Report {
  readonly question: ReportQuestion;
  readonly head: ReportHead;
  readonly tally: FindingTally;
}

/** @param age asked for before the first read in the session of `question`. */
export async function beginReport(
  question: ReportQuestion,
  organization: ReportHead['organization'],
  { asOf, behind }: PostureAge,
): Promise<Report> {
  const { store, session, scope, from, until, now, shows } = question;
  const ledger = await coveringCheckpoint(question);
  const tally = await tallyFindings(question);
  const named = shows.scopes ? await store.models.scopes.findById(scope.id, { name: 1 }, { session }).lean() : null;
  const head: ReportHead = {
    format: 'capstan-compliance-report-1',
    organization,
    scope: { id: scope.id, name: named?.name ?? null },
    from: wireTime(from),
    until: wireTime(until),
    made_at: wireTime(now),
    age: { as_of: wireTimeOrNull(asOf), behind },
    ratings: await reportRatings(question),
    counts: { ...tally.changes, accepted: tally.accepted, severities: tally.severities },
    activity: await reportActivity(question),
    ledger,
  };
  return { question, head, tally };
}
