/** When each organization is next looked through for rotations that are due by policy. */

import type { Connection } from 'mongoose';
import { defineModel } from './define-model.ts';

export interface RotationSweepDocument {
  /** Id of the organization. */
  readonly _id: number;
  /** Moved forward by whoever looks, so that of many processes one does. */
  readonly next_sweep_at: Date;
}

export function rotationSweepModels(connection: Connection) {
  return {
    rotationSweeps: defineModel<RotationSweepDocument>(
      connection,
      'rotation_sweeps',
      { _id: Number, next_sweep_at: { type: Date, required: true } },
      [{ keys: { next_sweep_at: 1 } }],
    ),
  };
}
