/** What a period has made of a finding, by the times in which it was not resolved. */

import type { FindingSpan } from './finding.ts';

export const PERIOD_CHANGES = [
  /** It was not there at the beginning, and was at the end. */
  'new',
  /** It was there at the beginning, and was not at the end. */
  'gone',
  /** It was there at both; it may have been away between them. */
  'standing',
  /** It came and went. */
  'passing',
] as const;
export type PeriodChange = (typeof PERIOD_CHANGES)[number];

/** Just before `at`: what comes or goes at the very moment at which a period ends belongs to the next one. */
export function isThereAt(spans: readonly FindingSpan[], at: Date): boolean {
  return spans.some(({ from, to }) => from < at && (to === null || to >= at));
}

/** Of one that was there at some time of the period. */
export function changeOver(spans: readonly FindingSpan[], from: Date, until: Date): PeriodChange {
  const isThere = isThereAt(spans, until);
  if (isThereAt(spans, from)) return isThere ? 'standing' : 'gone';
  return isThere ? 'new' : 'passing';
}
