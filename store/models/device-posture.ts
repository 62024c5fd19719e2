/** How the accounts of devices stand that no resource manages. */

import type { Connection } from 'mongoose';
import type { CountedFinding } from '../../domain/posture/finding.ts';
import { defineModel, only } from './define-model.ts';

/** What the open findings about those accounts of a device come to that no resource manages. */
export interface DevicePostureDocument {
  /** Of the device. */
  readonly _id: number;
  readonly organization_id: number;
  readonly scope_id: number;
  /** Whether it counts in ratings: it does while it is active, once its accounts were looked at or are to be by policy. */
  readonly is_rated: boolean;
  readonly lost: number;
  readonly findings: readonly CountedFinding[];
  /** Accounts, managed or not, that let somebody in and of which the target does not tell when; left out: none. */
  readonly use_unknown?: number;
  /** null: it is to be looked at for the first time. */
  readonly looked_at: Date | null;
  /** Since when its policy is known to want looks while there was none; null or left out: that is not so. */
  readonly wanted_since?: Date | null;
  /** When it is looked at again though nothing has happened. */
  readonly next_at: Date;
}

const number = { type: Number, required: true } as const;

export function devicePostureModels(connection: Connection) {
  return {
    devicePostures: defineModel<DevicePostureDocument>(
      connection,
      'device_postures',
      {
        _id: Number,
        organization_id: number,
        scope_id: number,
        is_rated: { type: Boolean, required: true },
        lost: number,
        findings: { type: Array, required: true },
        use_unknown: { type: Number, default: 0 },
        looked_at: { type: Date, default: null },
        wanted_since: { type: Date, default: null },
        next_at: { type: Date, required: true },
      },
      [
        { keys: { next_at: 1, organization_id: 1 } },
        { keys: { organization_id: 1, scope_id: 1, lost: -1, _id: 1 }, options: only({ lost: { $gt: 0 } }) },
      ],
    ),
  };
}
