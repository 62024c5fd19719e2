/** GET /v1/logs/events */

import type { mongo } from 'mongoose';
import { levelsFrom } from '../../../domain/operational-event.ts';
import { within } from '../../../store/event-time.ts';
import type { OperationalEventDocument } from '../../../store/models/operational-event.ts';
import { operationalEvents } from '../../../store/operational-log.ts';
import type { components } from '../../generated/openapi.ts';
import { query, type Request } from '../../operation.ts';
import { openPage, type PageFrame } from '../page.ts';
import { wireTime } from '../wire-time.ts';

const DEFAULT_LIMIT = 50;

export const listOperationalEvents = query('listOperationalEvents', async (request) => {
  const page = openPage('listOperationalEvents', request, { defaultLimit: DEFAULT_LIMIT });
  const found = await operationalEvents(request.means.store)
    .find(filterOf(request, page))
    .sort({ _id: -1 })
    .limit(page.fetch)
    .toArray();
  const { rows, nextCursor } = page.close(found, (event) => ({ event: event._id }));
  return { status: 200, body: { events: rows.map(presentOperationalEvent), next_cursor: nextCursor } };
});

function filterOf(
  { access, organizationId, query: asked }: Request<'listOperationalEvents'>,
  page: PageFrame,
): mongo.Filter<OperationalEventDocument> {
  const conditions: mongo.Filter<OperationalEventDocument>[] = [
    { organization_id: organizationId, ...access.filter('operationalEvent') },
    ...within(asked),
  ];
  for (const field of ['kind', 'job_id', 'resource_id', 'device_id', 'code', 'correlation_id'] as const) {
    if (asked[field] !== undefined) conditions.push({ [field]: asked[field] });
  }
  // All levels together are no condition, and none that an index helps with.
  if (asked.level !== undefined && asked.level !== 'debug')
    conditions.push({ level: { $in: levelsFrom(asked.level) } });
  const last = page.position?.['event'];
  if (typeof last === 'string') conditions.push({ _id: { $lt: last } });
  return { $and: conditions };
}

function presentOperationalEvent(event: OperationalEventDocument): components['schemas']['OperationalEvent'] {
  return {
    event_id: event._id,
    timestamp: wireTime(event.timestamp),
    level: event.level,
    kind: event.kind,
    source: event.source,
    message: event.message,
    code: event.code,
    scope_id: event.scope_id,
    resource_id: event.resource_id,
    device_id: event.device_id,
    job_id: event.job_id,
    step: event.step,
    connector: event.connector,
    duration_ms: event.duration_ms,
    correlation_id: event.correlation_id,
    attributes: event.attributes,
  };
}
