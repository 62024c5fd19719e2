/**
 * Ratings. Each active resource has 100 points, and so has each active device whose accounts were looked at or are to be by
 * policy, for those that no resource manages. Their open findings take away so many each; nothing goes below zero. The score of a scope is the mean
 * over all of them at and below it, rounded down, so that 100 says that nothing is open at all. Accepted findings take
 * nothing away.
 */

import type { Severity } from './signals.ts';

export const POINTS_OF = { low: 5, medium: 15, high: 40, critical: 100 } as const satisfies Record<Severity, number>;

export const RATING_WORDS = ['strong', 'fair', 'weak', 'critical', 'unrated'] as const;
export type RatingWord = (typeof RATING_WORDS)[number];

const MOST_POINTS = 100;

/** What the findings of one resource or device take away from it, 0 to 100. */
export function pointsLost(severities: readonly Severity[]): number {
  const sum = severities.reduce((total, severity) => total + POINTS_OF[severity], 0);
  return Math.min(MOST_POINTS, sum);
}

export interface RatedSum {
  readonly resources: number;
  readonly devices: number;
  readonly lost: number;
}

/** null where there is nothing to rate. */
export function scoreOf({ resources, devices, lost }: RatedSum): number | null {
  const rated = resources + devices;
  return rated === 0 ? null : Math.floor(MOST_POINTS - lost / rated);
}

export function wordOf(score: number | null): RatingWord {
  if (score === null) return 'unrated';
  if (score >= 90) return 'strong';
  if (score >= 70) return 'fair';
  return score >= 40 ? 'weak' : 'critical';
}
