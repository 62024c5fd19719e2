/** GET /v1/logs/audit */

import type { mongo } from 'mongoose';
import { encodeTime } from 'ulid';
import type { AuditRecordDocument } from '../../../store/models/evidence.ts';
import type { components } from '../../generated/openapi.ts';
import { query, type Request } from '../../operation.ts';
import { openPage, type PageFrame } from '../page.ts';
import { wireTime } from '../wire-time.ts';

const DEFAULT_LIMIT = 50;
/** Ids begin with the time at which their request began, which is before their own by less than this. */
const ID_SLACK_MS = 60 * 60 * 1000;
const ULID_TIME_LENGTH = 10;

export const listAuditEvents = query('listAuditEvents', async (request) => {
  const page = openPage('listAuditEvents', request, { defaultLimit: DEFAULT_LIMIT });
  const found = await request.means.store
    .auditCollection()
    .find(filterOf(request, page))
    .sort({ _id: -1 })
    .limit(page.fetch)
    .toArray();
  const { rows, nextCursor } = page.close(found, (record) => ({ event: record._id }));
  return { status: 200, body: { events: rows.map(presentAuditEvent), next_cursor: nextCursor } };
});

function filterOf(
  { access, organizationId, query: asked }: Request<'listAuditEvents'>,
  page: PageFrame,
): mongo.Filter<AuditRecordDocument> {
  const conditions: mongo.Filter<AuditRecordDocument>[] = [
    { organization_id: organizationId, ...access.filter('auditRecord') },
  ];
  for (const field of ['operation', 'status', 'target_type', 'job_id', 'correlation_id'] as const) {
    if (asked[field] !== undefined) conditions.push({ [field]: asked[field] });
  }
  if (asked.actor !== undefined) conditions.push({ 'actor.name': asked.actor });
  if (asked.target_id !== undefined) conditions.push({ target_id: { $in: bothForms(asked.target_id) } });
  // The bounds on the id let the index skip what is certainly too old or too new.
  if (asked.from !== undefined) {
    const from = new Date(asked.from);
    conditions.push({ timestamp: { $gte: from }, _id: { $gte: firstIdOf(from.getTime() - ID_SLACK_MS) } });
  }
  if (asked.to !== undefined) {
    const to = new Date(asked.to);
    conditions.push({ timestamp: { $lt: to }, _id: { $lt: firstIdOf(to.getTime() + ID_SLACK_MS) } });
  }
  const last = page.position?.['event'];
  if (typeof last === 'string') conditions.push({ _id: { $lt: last } });
  return { $and: conditions };
}

function firstIdOf(timeMs: number): string {
  return `evt_${encodeTime(Math.max(0, timeMs), ULID_TIME_LENGTH)}`;
}

/** Ids of most objects are numbers, those of some are text. */
function bothForms(id: string): (string | number)[] {
  return /^[1-9]\d{0,15}$/.test(id) ? [id, Number(id)] : [id];
}

function presentAuditEvent(record: AuditRecordDocument): components['schemas']['AuditEvent'] {
  return {
    timestamp: wireTime(record.timestamp),
    actor: record.actor.name,
    target_type: record.target_type,
    target_id: record.target_id,
    operation: record.operation,
    status: record.status,
    correlation_id: record.correlation_id,
    event_id: record._id,
    actor_type: record.actor.type,
    actor_id: record.actor.id,
    // Records that are older than these fields do not have them.
    actor_organization_id: record.actor.organization_id ?? null,
    scope_id: record.scope_id ?? null,
    authentication: record.actor.authentication,
    address: record.actor.address,
    permission: record.permission,
    code: record.code,
    reason: record.reason,
    ticket_id: record.ticket_id,
    job_id: record.job_id,
    trace_id: record.trace_id,
  };
}
