/** Audit records, answers kept for idempotent requests, and the counters that ids come from. */

import type { Connection } from 'mongoose';
import type { AuditEntry } from '../../domain/audit.ts';
import { defineModel } from './define-model.ts';

/** Insert-only: nothing in Capstan updates or deletes one. */
export interface AuditRecordDocument extends AuditEntry {
  /** `evt_` + ULID */
  readonly _id: string;
  readonly timestamp: Date;
}

export interface IdempotencyDocument {
  /** `<organization>:<actor type>:<actor id>:<hash of the key>` */
  readonly _id: string;
  /** HMAC of method, path and body. */
  readonly request_hash: string;
  /** Where its object lies: whoever repeats it must still reach that. */
  readonly scope_id: number | null;
  readonly resource_id: number | null;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly expires_at: Date;
}

interface CounterDocument {
  readonly _id: string;
  readonly value: number;
}

export function evidenceModels(connection: Connection) {
  return {
    auditRecords: defineModel<AuditRecordDocument>(
      connection,
      'audit_records',
      {
        _id: String,
        timestamp: { type: Date, required: true },
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, default: null },
        resource_id: { type: Number, default: null },
        actor: { type: Object, required: true },
        target_type: { type: String, required: true },
        target_id: { type: Object, default: null },
        operation: { type: String, required: true },
        permission: { type: String, default: null },
        status: { type: String, required: true },
        code: { type: String, default: null },
        reason: { type: String, default: null },
        ticket_id: { type: String, default: null },
        job_id: { type: Number, default: null },
        correlation_id: { type: String, required: true },
        trace_id: { type: String, default: null },
      },
      [
        { keys: { organization_id: 1, _id: -1 } },
        { keys: { organization_id: 1, job_id: 1 } },
        { keys: { organization_id: 1, scope_id: 1, _id: -1 } },
      ],
    ),
    idempotencyRecords: defineModel<IdempotencyDocument>(
      connection,
      'idempotency_records',
      {
        _id: String,
        request_hash: { type: String, required: true },
        scope_id: { type: Number, default: null },
        resource_id: { type: Number, default: null },
        status: { type: Number, required: true },
        headers: { type: Object, required: true },
        body: { type: Object, default: null },
        expires_at: { type: Date, required: true },
      },
      [{ keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } }],
    ),
    counters: defineModel<CounterDocument>(connection, 'counters', {
      _id: String,
      value: { type: Number, required: true },
    }),
  };
}
