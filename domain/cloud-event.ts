/** An event as others get it: CloudEvents 1.0, the JSON format. */

import type { NotificationEvent } from './notification-event.ts';

export const CLOUD_EVENTS_TYPE = 'application/cloudevents+json; charset=UTF-8';

export interface CloudEvent {
  readonly specversion: '1.0';
  /** Unique under its source: the same event has the same id each time that it is sent. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Extensions of Capstan's own, whose names CloudEvents wants in lower case. */
  readonly severity: string;
  readonly organizationid: number;
  readonly scopeid?: number;
  readonly correlationid?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EventSurroundings {
  readonly organizationId: number;
  /** Name of the organization's log, which no other installation has. */
  readonly origin: string;
  /** Public id of the resource that it is about; null where it is about none. */
  readonly resourceName: string | null;
}

export function cloudEventOf(
  event: NotificationEvent,
  { organizationId, origin, resourceName }: EventSurroundings,
): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source: origin,
    type: event.type,
    subject: resourceName ?? event.line,
    time: event.time.toISOString(),
    datacontenttype: 'application/json',
    severity: event.severity,
    organizationid: organizationId,
    ...(event.scopeId === null ? {} : { scopeid: event.scopeId }),
    ...(event.correlationId === null ? {} : { correlationid: event.correlationId }),
    data: { ...event.data, summary: event.summary },
  };
}
