/** How a scope stood at the beginning and at the end of a period. */

import { scoreOf, wordOf } from '../../domain/posture/rating.ts';
import { type PostureSum, sumOf } from '../../store/posture/sum-of-scopes.ts';
import type { components } from '../generated/openapi.ts';
import type { ReportQuestion } from './report-question.ts';

const DAY_MS = 24 * 3_600_000;

type ReportRating = components['schemas']['ReportRating'];

export interface ReportRatings {
  readonly start: ReportRating | null;
  readonly end: ReportRating | null;
}

/** Of a moment that is past, that of the last day that had ended by then; null where nothing was kept of it. */
export async function reportRatings(question: ReportQuestion): Promise<ReportRatings> {
  const { from, until, now } = question;
  // A day that has ended by then is kept, to its last moment.
  const isNow = dayOf(new Date(until.getTime() - 1)) === dayOf(now);
  return {
    start: await ratingOfDay(question, dayBefore(from)),
    end: isNow ? await ratingNow(question) : await ratingOfDay(question, dayBefore(until)),
  };
}

async function ratingNow({ store, session, organizationId, scope }: ReportQuestion): Promise<ReportRating> {
  const sums = await store.models.scopePostures
    .find({ organization_id: organizationId, _id: { $in: [...scope.subtree] } }, null, { session })
    .lean();
  return rated(null, sumOf(sums));
}

async function ratingOfDay(
  { store, session, organizationId, scope }: ReportQuestion,
  day: string,
): Promise<ReportRating | null> {
  const sums = await store.models.postureDays
    .find({ organization_id: organizationId, day, scope_id: { $in: [...scope.subtree] } }, null, { session })
    .lean();
  return sums.length === 0 ? null : rated(day, sumOf(sums));
}

function rated(day: string | null, sum: PostureSum): ReportRating {
  const score = scoreOf(sum);
  const { resources, devices, lost } = sum;
  return { day, rating: wordOf(score), score, resources, devices, points_lost: lost };
}

function dayBefore(at: Date): string {
  return dayOf(new Date(at.getTime() - DAY_MS));
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
