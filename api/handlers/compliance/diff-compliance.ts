/** GET /v1/compliance/diff */

import type { mongo } from 'mongoose';
import { isThereAt } from '../../../domain/posture/finding-period.ts';
import type { FindingDocument } from '../../../store/models/posture.ts';
import type { components } from '../../generated/openapi.ts';
import { query } from '../../operation.ts';
import { unusableParameter } from '../found.ts';
import { byId, openPage } from '../page.ts';
import { wireTime } from '../wire-time.ts';
import { requireKept } from './kept-findings.ts';
import { postureScope } from './posture-scope.ts';
import { presentFindings } from './present-finding.ts';

export const diffCompliance = query('diffCompliance', async (request) => {
  const { organizationId, query: asked, means, now } = request;
  const scope = await postureScope(request, asked.scope_id);
  const from = new Date(asked.from);
  const { until: end = asked.to } = asked;
  const until = end === undefined ? now : new Date(end);
  if (asked.to !== undefined && asked.until !== undefined) throw unusableParameter('to', 'says the same as until');
  if (from >= until) throw unusableParameter('from', 'must be the earlier moment');
  await requireKept(means.store, organizationId, from);
  const page = openPage('diffCompliance', request, { of: scope.id });
  const inScope = { organization_id: organizationId, scope_id: { $in: [...scope.subtree] } };
  const fresh = { ...inScope, $and: [thereAt(until), { $nor: [thereAt(from)] }] };
  const gone = { ...inScope, $and: [thereAt(from), { $nor: [thereAt(until)] }] };
  const { findings } = means.store.models;
  const [news, lost, fetched] = await Promise.all([
    findings.countDocuments(fresh),
    findings.countDocuments(gone),
    findings
      .find({ $and: [{ $or: [fresh, gone] }, page.idAfter] })
      .sort({ _id: 1 })
      .limit(page.fetch)
      .lean<FindingDocument[]>(),
  ]);
  const { rows, nextCursor } = page.close(fetched, byId);
  const shown = await presentFindings(means.store, rows);
  const body: components['schemas']['ComplianceDiff'] = {
    scope_id: scope.id,
    from: wireTime(from),
    until: wireTime(until),
    new: news,
    gone: lost,
    items: rows.flatMap((row, at) => {
      const finding = shown[at];
      return finding ? [{ change: isThereAt(row.spans, until) ? ('new' as const) : ('gone' as const), finding }] : [];
    }),
    next_cursor: nextCursor,
  };
  return { status: 200, body, target: { type: 'scope', id: scope.id } };
});

/** As {@link isThereAt}. */
function thereAt(at: Date): mongo.Filter<FindingDocument> {
  // One that has not ended has no date, which is neither earlier nor later.
  return { spans: { $elemMatch: { from: { $lt: at }, to: { $not: { $lt: at } } } } };
}
