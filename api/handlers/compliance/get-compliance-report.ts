/** GET /v1/compliance/report */

import { Readable } from 'node:stream';
import type { ClientSession } from 'mongoose';
import { postureAge } from '../../../store/posture/posture-age.ts';
import { accessTo } from '../../authorization/access-to.ts';
import { query, type Request } from '../../operation.ts';
import { beginReport } from '../../reports/report.ts';
import { REPORT_FORMS } from '../../reports/report-forms.ts';
import { sightOf } from '../../reports/report-sight.ts';
import { explained, requireFewResources } from '../../reports/report-size.ts';
import { spool } from '../../reports/spool.ts';
import { unusableParameter } from '../found.ts';
import { wireTime } from '../wire-time.ts';
import { requireKept } from './kept-findings.ts';
import { postureScope } from './posture-scope.ts';

type ReportRequest = Request<'getComplianceReport'>;

export const getComplianceReport = query('getComplianceReport', async (request) => {
  const { query: asked, means, organizationId } = request;
  const { format = 'json', rows = 'findings' } = asked;
  if (asked.rows !== undefined && format !== 'csv') throw unusableParameter('rows', 'goes with the format csv only');
  const scope = await postureScope(request, asked.scope_id);
  const place = { scopeId: scope.id, resourceId: null };
  const shows = sightOf(request, place);
  if (format === 'csv' && rows === 'resources') accessTo('listResources', request).requireAlso('resource:read', place);
  const { from, until } = periodOf(request);
  const { type, ending, headers } = REPORT_FORMS[format];
  const day = wireTime(until).slice(0, 10);
  const answer = {
    status: 200,
    headers: {
      'Content-Disposition': `attachment; filename="compliance-report-${scope.id}-${day}.${ending}"`,
      ...headers,
    },
    target: { type: 'scope', id: scope.id },
  } as const;
  const what = `${format === 'csv' ? `csv of ${rows}` : format} from ${wireTime(from)} until ${wireTime(until)}`;
  // Length and digest are known once the report is made, which is not done to say what it would be.
  if (!request.wantsContent) {
    const content = { type, length: null, open: () => Readable.from([]) };
    return { ...answer, content, change: `${what}; HEAD, so none was made` };
  }
  means.downloads.begin(request);
  // Before anything else: what was looked at by then is in what is read now.
  const age = await postureAge(means.store, organizationId, request.now);
  const spooled = await inSnapshot(request, async (session) => {
    const question = { store: means.store, session, organizationId, scope, from, until, now: request.now, shows };
    await requireKept(means.store, organizationId, from, session);
    const hasResources = format === 'csv' ? rows === 'resources' : format === 'json' && shows.resources;
    if (hasResources) await requireFewResources(question);
    const { _id: id, name } = request.organization;
    const report = await beginReport(question, { id, name }, age);
    return spool(REPORT_FORMS[format].write(report, rows), request.whenAnswered);
  });
  const { size, sha256 } = spooled;
  return {
    ...answer,
    content: { type, length: size, open: spooled.open },
    headers: { ...answer.headers, 'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:` },
    change: `${what}; ${size} bytes with SHA-256 ${sha256}`,
  };
});

/** @throws CapstanError `unprocessable`. */
function periodOf({ query: asked, now }: ReportRequest) {
  const from = new Date(asked.from);
  const until = asked.until === undefined ? now : new Date(asked.until);
  if (until > now) throw unusableParameter('until', 'lies ahead');
  if (from >= until) throw unusableParameter('from', 'must be the earlier moment');
  return { from, until };
}

/** All that `read` reads is as it was at one moment, which the caller waits for. */
async function inSnapshot<Result>(
  { means, whileMade }: ReportRequest,
  read: (session: ClientSession) => Promise<Result>,
): Promise<Result> {
  const session = await means.store.connection.startSession({ snapshot: true });
  try {
    return await whileMade(() => read(session));
  } catch (error) {
    throw explained(error);
  } finally {
    await session.endSession();
  }
}
