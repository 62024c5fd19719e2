/** The operational log: what the processes do and meet. Help for operators, and no evidence. */

import type { Connection } from 'mongoose';
import type {
  EventAttributes,
  EventKind,
  EventLevel,
  EventSource,
  OperationalEvent,
} from '../../domain/operational-event.ts';
import { defineModel, only } from './define-model.ts';

export interface OperationalEventDocument extends Required<OperationalEvent> {
  /** `evt_` + ULID, of the moment when it happened: one that was held back while MongoDB was away comes late. */
  readonly _id: string;
  readonly timestamp: Date;
  readonly level: EventLevel;
  readonly kind: EventKind;
  readonly source: EventSource;
  readonly attributes: EventAttributes;
  /** Its place in the order in which others are told of events; 0: it has none yet; null: nobody is told of it. */
  readonly feed_index: number | null;
}

const text = { type: String, default: null } as const;
const number = { type: Number, default: null } as const;

export function operationalEventModels(connection: Connection) {
  return {
    operationalEvents: defineModel<OperationalEventDocument>(
      connection,
      'operational_events',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        scope_id: number,
        resource_id: number,
        timestamp: { type: Date, required: true },
        level: { type: String, required: true },
        kind: { type: String, required: true },
        source: { type: String, required: true },
        message: { type: String, required: true },
        code: text,
        job_id: number,
        step: text,
        connector: text,
        device_id: number,
        duration_ms: number,
        correlation_id: text,
        attributes: { type: Object, default: {} },
        feed_index: number,
      },
      [
        { keys: { organization_id: 1, _id: -1 } },
        { keys: { organization_id: 1, scope_id: 1, _id: -1 } },
        { keys: { organization_id: 1, resource_id: 1, _id: -1 } },
        // A filter that is met by few is not to walk over the many that the steps of jobs leave.
        { keys: { organization_id: 1, job_id: 1, _id: -1 }, options: only({ job_id: { $gt: 0 } }) },
        { keys: { organization_id: 1, device_id: 1, _id: -1 }, options: only({ device_id: { $gt: 0 } }) },
        { keys: { organization_id: 1, correlation_id: 1, _id: -1 }, options: only({ correlation_id: { $gt: '' } }) },
        { keys: { organization_id: 1, code: 1, _id: -1 }, options: only({ code: { $gt: '' } }) },
        {
          keys: { organization_id: 1, kind: 1, _id: -1 },
          options: only({ kind: { $in: ['delivery', 'health', 'ledger'] satisfies EventKind[] } }),
        },
        {
          keys: { organization_id: 1, level: 1, _id: -1 },
          options: only({ level: { $in: ['warn', 'error'] satisfies EventLevel[] } }),
        },
        {
          keys: { organization_id: 1, feed_index: 1, _id: 1 },
          options: only({ feed_index: { $gte: 0 } }),
        },
      ],
    ),
  };
}
