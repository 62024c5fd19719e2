/** GET /v1/logs/audit */

import type { mongo } from 'mongoose';
import { within } from '../../../store/event-time.ts';
import type { AuditRecordDocument } from '../../../store/models/evidence.ts';
import type { components } from '../../generated/openapi.ts';
import { query, type Request } from '../../operation.ts';
import { openPage, type PageFrame } from '../page.ts';
import { wireTime } from '../wire-time.ts';

const DEFAULT_LIMIT = 50;
/** The proof of a record is as long as the record: it is not read for what does not show it. */
const WITHOUT_PROOF = { leaf: 0, leaf_hash: 0, disclosures: 0 } as const;
/** Their id is always null; said aloud, it lets the index of actors find them. */
const NAMELESS = ['system', 'anonymous'];
const PLAIN_FILTERS = [
  'operation',
  'status',
  'target_type',
  'job_id',
  'resource_id',
  'session_id',
  'approval_id',
  'correlation_id',
] as const;

export const listAuditEvents = query('listAuditEvents', async (request) => {
  const page = openPage('listAuditEvents', request, { defaultLimit: DEFAULT_LIMIT });
  const found = await request.means.store
    .auditCollection()
    .find(filterOf(request, page), { projection: WITHOUT_PROOF })
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
    ...within(asked),
  ];
  for (const field of PLAIN_FILTERS) {
    if (asked[field] !== undefined) conditions.push({ [field]: asked[field] });
  }
  if (asked.actor_id !== undefined) {
    const types = asked.actor_type === undefined ? ['user', 'application'] : [asked.actor_type];
    conditions.push({ 'actor.type': { $in: types }, 'actor.id': asked.actor_id });
  } else if (asked.actor_type !== undefined) {
    const isNameless = NAMELESS.includes(asked.actor_type);
    conditions.push({ 'actor.type': asked.actor_type, ...(isNameless ? { 'actor.id': null } : {}) });
  }
  if (asked.actor !== undefined) conditions.push({ 'actor.name': asked.actor });
  if (asked.target_id !== undefined) conditions.push({ target_id: { $in: bothForms(asked.target_id) } });
  const last = page.position?.['event'];
  if (typeof last === 'string') conditions.push({ _id: { $lt: last } });
  return { $and: conditions };
}

/** Ids of most objects are numbers, those of some are text. */
function bothForms(id: string): (string | number)[] {
  return /^[1-9]\d{0,15}$/.test(id) ? [id, Number(id)] : [id];
}

export function presentAuditEvent(record: AuditRecordDocument): components['schemas']['AuditEvent'] {
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
    change: record.change ?? null,
    ticket_id: record.ticket_id,
    job_id: record.job_id,
    trace_id: record.trace_id,
    resource_id: record.resource_id ?? null,
    approval_id: record.approval_id ?? null,
    session_id: record.session_id ?? null,
    policy: record.policy ? { ...record.policy, reasons: [...record.policy.reasons] } : null,
  };
}
