/** An operational event as it is stored: bounded, and with nothing in it that looks like a secret. */

import { isNotified } from '../domain/notification-event.ts';
import type { EventSource, OperationalEvent } from '../domain/operational-event.ts';
import { redactText } from '../runtime/redact-text.ts';
import { newEventId } from './event-ids.ts';
import type { OperationalEventDocument } from './models/operational-event.ts';

const MAX_MESSAGE_LENGTH = 1_000;
const MAX_ATTRIBUTES = 20;
const MAX_ATTRIBUTE_LENGTH = 200;

/** It happens now. */
export function operationalEventDocument(event: OperationalEvent, source: EventSource): OperationalEventDocument {
  return {
    _id: newEventId(),
    organization_id: event.organization_id,
    scope_id: event.scope_id ?? null,
    resource_id: event.resource_id ?? null,
    timestamp: new Date(),
    level: event.level,
    kind: event.kind,
    source,
    message: textOf(event.message, MAX_MESSAGE_LENGTH),
    code: event.code ?? null,
    job_id: event.job_id ?? null,
    step: event.step ?? null,
    connector: event.connector ?? null,
    device_id: event.device_id ?? null,
    duration_ms: event.duration_ms ?? null,
    correlation_id: event.correlation_id ?? null,
    attributes: attributesOf(event.attributes ?? {}),
    // Its number follows when somebody reads on: whoever writes an event waits for no other.
    feed_index: isNotified(event) ? 0 : null,
  };
}

function attributesOf(attributes: NonNullable<OperationalEvent['attributes']>) {
  const kept = Object.entries(attributes).slice(0, MAX_ATTRIBUTES);
  return Object.fromEntries(
    kept.map(([name, value]) => [name, typeof value === 'string' ? textOf(value, MAX_ATTRIBUTE_LENGTH) : value]),
  );
}

/** Nothing in it that looks like a secret, and no longer than `length`. */
function textOf(text: string, length: number): string {
  const clean = redactText(text);
  return clean.length > length ? `${clean.slice(0, length - 1)}…` : clean;
}
