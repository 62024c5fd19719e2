/** GET /v1/compliance/history */

import { type RatedSum, scoreOf, wordOf } from '../../../domain/posture/rating.ts';
import { SIGNALS, type Signal } from '../../../domain/posture/signals.ts';
import type { components } from '../../generated/openapi.ts';
import { query, type Request } from '../../operation.ts';
import { unusableParameter } from '../found.ts';
import { postureScope } from './posture-scope.ts';

const DAY_MS = 24 * 3_600_000;
const USUAL_DAYS = 30;
const MOST_DAYS = 400;

/** Of one day, with how many findings of each signal were open. */
type DaySum = RatedSum & { readonly _id: string } & Readonly<Record<Signal, number>>;

const SUMS = {
  resources: { $sum: '$resources' },
  devices: { $sum: '$devices' },
  lost: { $sum: '$lost' },
  ...Object.fromEntries(SIGNALS.map((signal) => [signal, { $sum: `$signals.${signal}` }])),
};

export const getComplianceHistory = query('getComplianceHistory', async (request) => {
  const { organizationId, means } = request;
  const scope = await postureScope(request, request.query.scope_id);
  const { from, until } = daysOf(request);
  const { postureDays, scopePostures } = means.store.models;
  const today = dayOf(request.now.getTime());
  const inScope = { organization_id: organizationId, scope_id: { $in: [...scope.subtree] } };
  // Added up in the database: an organization may have thousands of scopes, and a year has many days.
  const ended = await postureDays.aggregate<DaySum>([
    { $match: { ...inScope, day: { $gte: from, $lte: until, $ne: today } } },
    { $group: { _id: '$day', ...SUMS } },
    { $sort: { _id: 1 } },
  ]);
  // Of today there is what was kept up to an hour ago, and what stands.
  const isWithToday = from <= today && today <= until;
  const standing = isWithToday
    ? await scopePostures.aggregate<DaySum>([
        { $match: { organization_id: organizationId, _id: { $in: [...scope.subtree] } } },
        { $group: { _id: today, ...SUMS } },
      ])
    : [];
  const days = [...ended, ...standing].map(({ _id: day, resources, devices, lost, ...counts }) => {
    const score = scoreOf({ resources, devices, lost });
    const findings = Object.fromEntries(
      SIGNALS.flatMap((signal) => (counts[signal] > 0 ? [[signal, counts[signal]]] : [])),
    );
    return { day, rating: wordOf(score), score, resources, devices, points_lost: lost, findings };
  });
  const body: components['schemas']['ComplianceHistory'] = { scope_id: scope.id, days };
  return { status: 200, body, target: { type: 'scope', id: scope.id } };
});

/** @throws CapstanError `unprocessable`. */
function daysOf({ query: asked, now }: Request<'getComplianceHistory'>) {
  const until = asked.until ?? dayOf(now.getTime());
  const from = asked.from ?? dayOf(Date.parse(until) - USUAL_DAYS * DAY_MS);
  const days = (Date.parse(until) - Date.parse(from)) / DAY_MS;
  if (days < 0) throw unusableParameter('from', 'lies after the last day');
  if (days >= MOST_DAYS) throw unusableParameter('from', `is more than ${MOST_DAYS} days before the last one`);
  return { from, until };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
