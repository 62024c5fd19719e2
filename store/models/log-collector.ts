/** Log collectors: where the audit log of an organization is delivered to, and how far that has come. */

import type { Connection } from 'mongoose';
import type {
  CollectorFormat,
  CollectorKind,
  CollectorStatus,
  DeliveryFailureCode,
} from '../../domain/log-collector.ts';
import type { SealedSecret } from '../vault/sealed-secret.ts';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface DeliveryFailure {
  readonly code: DeliveryFailureCode;
  readonly message: string;
  readonly at: Date;
}

/**
 * The revision counts changes of the settings. Deliveries move the fields from `next_index` on without it, and only
 * while the revision is the one that they were made under.
 */
export interface LogCollectorDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly name: string;
  readonly kind: CollectorKind;
  readonly format: CollectorFormat;
  /** Of `syslog`. */
  readonly host: string | null;
  readonly port: number | null;
  readonly enterprise_number: number | null;
  /** Of `http`. */
  readonly url: string | null;
  readonly tls: { readonly ca_pem: string | null; readonly server_name: string | null };
  /** Value of the header `Authorization`, which only a worker opens. */
  readonly authorization: SealedSecret | null;
  /** Grows with each value: a sealed one opens for its own version alone. */
  readonly authorization_version: number;
  readonly status: CollectorStatus;
  readonly from_index: number;
  /** Index of the first entry that was not taken yet. */
  readonly next_index: number;
  readonly last_delivery_at: Date | null;
  readonly consecutive_failures: number;
  readonly last_error: DeliveryFailure | null;
  readonly retry_at: Date | null;
  /** How many entries it gets at once, as far as is known. */
  readonly batch_limit: number;
  /** When an API process looks after its workflow again. */
  readonly watch_due_at: Date;
  /** The revision that its workflow has been told of. */
  readonly told_revision: number;
}

export function logCollectorModels(connection: Connection) {
  return {
    logCollectors: defineModel<LogCollectorDocument>(
      connection,
      'log_collectors',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        name: { type: String, required: true },
        kind: { type: String, required: true },
        format: { type: String, required: true },
        host: { type: String, default: null },
        port: { type: Number, default: null },
        enterprise_number: { type: Number, default: null },
        url: { type: String, default: null },
        tls: { type: Object, required: true },
        authorization: { type: Object, default: null },
        authorization_version: { type: Number, required: true },
        status: { type: String, required: true },
        from_index: { type: Number, required: true },
        next_index: { type: Number, required: true },
        last_delivery_at: { type: Date, default: null },
        consecutive_failures: { type: Number, required: true },
        last_error: { type: Object, default: null },
        retry_at: { type: Date, default: null },
        batch_limit: { type: Number, required: true },
        watch_due_at: { type: Date, required: true },
        told_revision: { type: Number, required: true },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, name: 1 }, options: { unique: true } },
        { keys: { organization_id: 1, _id: 1 } },
        { keys: { watch_due_at: 1 }, options: { partialFilterExpression: { status: 'active' }, name: 'watched' } },
      ],
    ),
  };
}
