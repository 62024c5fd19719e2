/** When each organization is next looked through for rotations, and for looks at devices, that are due by policy. */

import type { Connection } from 'mongoose';
import { defineModel } from './define-model.ts';

export interface RotationSweepDocument {
  /** Id of the organization. */
  readonly _id: number;
  /** Moved forward by whoever looks, so that of many processes one does. */
  readonly next_sweep_at: Date;
}

export function rotationSweepModels(connection: Connection) {
  const sweeps = (collection: string) =>
    defineModel<RotationSweepDocument>(
      connection,
      collection,
      { _id: Number, next_sweep_at: { type: Date, required: true } },
      [{ keys: { next_sweep_at: 1 } }],
    );
  return { rotationSweeps: sweeps('rotation_sweeps'), lookSweeps: sweeps('look_sweeps') };
}
