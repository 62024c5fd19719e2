/** GET /v1/compliance/report */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import { query, type Request } from '../../operation.ts';
import type { CsvRows } from '../../reports/csv-report.ts';
import { beginReport, type Report } from '../../reports/report.ts';
import { REPORT_FORMS, type ReportFormat } from '../../reports/report-forms.ts';
import type { ReportQuestion, ReportSight } from '../../reports/report-question.ts';
import { spool } from '../../reports/spool.ts';
import { wireTime } from '../wire-time.ts';
import { type PostureScope, postureScope } from './posture-scope.ts';

type ReportRequest = Request<'getComplianceReport'>;

/** More would be read for minutes: what is larger is asked for scope by scope. */
const MOST_ROWS = 200_000;

export const getComplianceReport = query('getComplianceReport', async (request) => {
  const { query: asked, means, organizationId } = request;
  const { format = 'json', rows = 'findings' } = asked;
  if (asked.rows !== undefined && format !== 'csv') throw unusable('rows', 'goes with the format csv only');
  const scope = await postureScope(request, asked.scope_id);
  const shows = sightOf(request, scope);
  const place = { scopeId: scope.id, resourceId: null };
  if (format === 'csv' && rows === 'resources') request.access.requireAlso('resource:read', place);
  const { from, until } = periodOf(request);
  means.downloads.begin(request);
  const spooled = await inSnapshot(request, async (session) => {
    const question = { store: means.store, session, organizationId, scope, from, until, now: request.now, shows };
    await requireFewResources(question, { format, rows });
    const { _id: id, name } = request.organization;
    const report = await beginReport(question, { id, name });
    requireFewFindings(report);
    return spool(REPORT_FORMS[format].write(report, rows), request.whenAnswered);
  });
  const { type, ending, headers } = REPORT_FORMS[format];
  const { size, sha256 } = spooled;
  const what = format === 'csv' ? `csv of ${rows}` : format;
  const day = wireTime(until).slice(0, 10);
  return {
    status: 200,
    content: { type, length: size, open: spooled.open },
    headers: {
      'Content-Disposition': `attachment; filename="compliance-report-${scope.id}-${day}.${ending}"`,
      'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
      ...headers,
    },
    target: { type: 'scope', id: scope.id },
    change: `${what} from ${wireTime(from)} until ${wireTime(until)}; ${size} bytes with SHA-256 ${sha256}`,
  };
});

/** What REST would show the caller of what lies there. */
function sightOf({ access }: ReportRequest, { id }: PostureScope): ReportSight {
  const place = { scopeId: id, resourceId: null };
  return {
    scopes: access.allows(place, 'scope:read'),
    resources: access.allows(place, 'resource:read'),
    devices: access.allows(place, 'device:read'),
    jobs: access.allows(place, 'job:read'),
    approvals: access.allows(place, 'approval:read'),
    sessions: access.allows(place, 'session:read'),
  };
}

/** @throws CapstanError `unprocessable`. */
function periodOf({ query: asked, now }: ReportRequest) {
  const from = new Date(asked.from);
  const until = asked.until === undefined ? now : new Date(asked.until);
  if (until > now) throw unusable('until', 'lies ahead');
  if (from >= until) throw unusable('from', 'must be the earlier moment');
  return { from, until };
}

/** All that `read` reads is as it was at one moment. */
async function inSnapshot<Result>(
  { means }: ReportRequest,
  read: (session: ClientSession) => Promise<Result>,
): Promise<Result> {
  const session = await means.store.connection.startSession({ snapshot: true });
  try {
    return await read(session);
  } finally {
    await session.endSession();
  }
}

async function requireFewResources(
  { store, session, organizationId, scope, shows }: ReportQuestion,
  { format, rows }: { readonly format: ReportFormat; readonly rows: CsvRows },
): Promise<void> {
  const hasResources = format === 'csv' ? rows === 'resources' : format === 'json' && shows.resources;
  if (!hasResources) return;
  const [counted] = await store.models.resources
    .aggregate<{ count: number }>([
      { $match: { organization_id: organizationId, scope_id: { $in: [...scope.subtree] } } },
      { $count: 'count' },
    ])
    .session(session);
  if ((counted?.count ?? 0) > MOST_ROWS) throw tooLarge('resources');
}

function requireFewFindings({ tally }: Report): void {
  if (tally.total > MOST_ROWS) throw tooLarge('findings');
}

function tooLarge(what: string): CapstanError {
  return unusable('scope_id', `has more than ${MOST_ROWS} ${what}: ask for the scopes below it one by one`);
}

function unusable(parameter: string, detail: string): CapstanError {
  return new CapstanError('unprocessable', `The parameter ${parameter} ${detail}.`, {
    errors: [{ pointer: `/query/${parameter}`, detail }],
  });
}
