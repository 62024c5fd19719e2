/**
 * Ratings. Each active resource has 100 points, of which its open findings take away so many each; nothing goes below
 * zero. The score of a scope is the mean over all active resources at and below it, rounded down, so that 100 says that
 * nothing is open at all. Accepted findings take nothing away.
 */

import type { Severity } from './signals.ts';

export const POINTS_OF = { low: 5, medium: 15, high: 40, critical: 100 } as const satisfies Record<Severity, number>;

export const RATING_WORDS = ['strong', 'fair', 'weak', 'critical', 'unrated'] as const;
export type RatingWord = (typeof RATING_WORDS)[number];

const MOST_POINTS = 100;

/** What the findings of one resource take away from it, 0 to 100. */
export function pointsLost(severities: readonly Severity[]): number {
  const sum = severities.reduce((total, severity) => total + POINTS_OF[severity], 0);
  return Math.min(MOST_POINTS, sum);
}

/** null where there is no resource to rate. */
export function scoreOf({ resources, lost }: { readonly resources: number; readonly lost: number }): number | null {
  return resources === 0 ? null : Math.floor(MOST_POINTS - lost / resources);
}

export function wordOf(score: number | null): RatingWord {
  if (score === null) return 'unrated';
  if (score >= 90) return 'strong';
  if (score >= 70) return 'fair';
  return score >= 40 ? 'weak' : 'critical';
}
