/** The retention policies: what an organization has written down about how long its evidence is kept. */

import type { Connection } from 'mongoose';
import type { RetentionPeriods } from '../../domain/retention.ts';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface RetentionPolicyDocument extends RetentionPeriods, Tracked {
  /** Id of the organization. */
  readonly _id: number;
  readonly reason: string;
  /** Moved forward by whoever makes the job, so that of many processes one does. */
  readonly next_prune_at: Date;
}

export function retentionModels(connection: Connection) {
  return {
    retentionPolicies: defineModel<RetentionPolicyDocument>(
      connection,
      'retention_policies',
      {
        _id: Number,
        record_days: { type: Number, default: null },
        event_days: { type: Number, required: true },
        reason: { type: String, required: true },
        next_prune_at: { type: Date, required: true },
        ...TRACKED_FIELDS,
      },
      [{ keys: { next_prune_at: 1 } }],
    ),
  };
}
