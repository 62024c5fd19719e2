/** Audit records, answers kept for idempotent requests, and the counters that ids come from. */

import type { Connection, mongo } from 'mongoose';
import type { AuditEntry } from '../../domain/audit.ts';
import { defineModel, only } from './define-model.ts';

/**
 * Insert-only: nothing in Capstan changes one, but for the erasure of what tells of a person, and the deletion of what
 * the retention policy lets go. The leaf is the evidence; the other fields are what it says, to search by.
 */
export interface AuditRecordDocument extends AuditEntry {
  /** `evt_` + ULID */
  readonly _id: string;
  readonly timestamp: Date;
  /** What the tree holds of it; see store/ledger/leaf.ts. */
  readonly leaf: mongo.Binary;
  readonly leaf_hash: mongo.Binary;
  /** Empty where there is nothing personal in it, or where that was erased. */
  readonly disclosures: readonly string[];
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
        change: { type: String, default: null },
        ticket_id: { type: String, default: null },
        job_id: { type: Number, default: null },
        approval_id: { type: Number, default: null },
        session_id: { type: String, default: null },
        policy: { type: Object, default: null },
        correlation_id: { type: String, required: true },
        trace_id: { type: String, default: null },
        leaf: { type: Buffer, required: true },
        leaf_hash: { type: Buffer, required: true },
        disclosures: [String],
      },
      // Every operation writes a record, and every index costs each of them: measured on two cores about 4 µs of the
      // server's time and 40 bytes, where the transaction of a record takes it 750 µs. So there is one for every
      // question that is put to a long log, and those about what most records do not have hold the others only. All
      // end with the id, by which lists are sorted.
      [
        { keys: { organization_id: 1, _id: -1 } },
        // These two serve whoever may see a part of the log only, together, and so both are whole.
        { keys: { organization_id: 1, scope_id: 1, _id: -1 } },
        { keys: { organization_id: 1, resource_id: 1, _id: -1 } },
        { keys: { organization_id: 1, 'actor.type': 1, 'actor.id': 1, _id: -1 } },
        { keys: { organization_id: 1, 'actor.name': 1, _id: -1 } },
        { keys: { organization_id: 1, target_id: 1, _id: -1 } },
        { keys: { organization_id: 1, correlation_id: 1, _id: -1 } },
        { keys: { organization_id: 1, job_id: 1, _id: -1 }, options: only({ job_id: { $gt: 0 } }) },
        { keys: { organization_id: 1, approval_id: 1, _id: -1 }, options: only({ approval_id: { $gt: 0 } }) },
        { keys: { organization_id: 1, session_id: 1, _id: -1 }, options: only({ session_id: { $gt: '' } }) },
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
