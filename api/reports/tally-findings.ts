/** How many findings a report has, and of which kinds: read before the rows, since it stands above them. */

import { changeOver, type PeriodChange } from '../../domain/posture/finding-period.ts';
import { SEVERITIES, type Severity, type Signal } from '../../domain/posture/signals.ts';
import type { FindingDocument } from '../../store/models/posture.ts';
import { findingSlices, type ReportQuestion } from './report-question.ts';
import { MOST_ROWS, tooLarge } from './report-size.ts';

export interface FindingTally {
  readonly total: number;
  readonly changes: Readonly<Record<PeriodChange, number>>;
  /** How many were accepted in the period, whatever became of that. */
  readonly accepted: number;
  /** Of those that were there at the end. */
  readonly severities: Readonly<Record<Severity, number>>;
  /** The same. */
  readonly signals: ReadonlyMap<Signal, number>;
}

const FIELDS = { spans: 1, steps: 1, severity: 1, signal: 1 };

/** @throws CapstanError `unprocessable` where there are too many. */
export async function tallyFindings(question: ReportQuestion): Promise<FindingTally> {
  const { from, until } = question;
  const changes: Record<PeriodChange, number> = { new: 0, gone: 0, standing: 0, passing: 0 };
  const severities = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  const signals = new Map<Signal, number>();
  let total = 0;
  let accepted = 0;
  for await (const slice of findingSlices(question, {}, FIELDS)) {
    if (total + slice.length > MOST_ROWS) throw tooLarge('findings');
    for (const finding of slice) {
      const { spans, severity, signal } = finding;
      const change = changeOver(spans, from, until);
      total += 1;
      changes[change] += 1;
      if (isAcceptedIn(finding, from, until)) accepted += 1;
      if (change === 'gone' || change === 'passing') continue;
      severities[severity] += 1;
      signals.set(signal, (signals.get(signal) ?? 0) + 1);
    }
  }
  return { total, changes, accepted, severities, signals };
}

export function isAcceptedIn({ steps = [] }: Pick<FindingDocument, 'steps'>, from: Date, until: Date): boolean {
  return steps.some(({ step, at }) => step === 'accepted' && at >= from && at < until);
}
