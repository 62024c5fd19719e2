/** Leases on resources: which job works on one, and which of its device's places it takes; and who waits for a place. */

import type { Connection } from 'mongoose';
import { defineModel, only } from './define-model.ts';

/** Condition: it takes a slot. In just these words the index of slots serves it; in others every lease there is would be read. */
export const HAS_SLOT: object = { slot: { $type: 'number' } };

/** One operation at a time per resource. `token` grows with each holder and fences the writes of earlier ones. */
export interface LeaseDocument {
  /** Id of the resource; negative: a slot of a device or platform that is held beside the leases of resources. */
  readonly _id: number;
  readonly token: number;
  readonly job_id: number | null;
  /** Of a slot of a platform: the platform, as a negative number. */
  readonly device_id: number | null;
  /** Which of the device's places the holder takes; null while nobody holds the lease. */
  readonly slot: number | null;
  readonly expires_at: Date;
  /** The attempt at a batch that holds it, so that an earlier one of the same job is fenced too, or the operation of its own that holds a slot of its platform; null: a single operation. */
  readonly holder?: string | null;
}

/** A single operation waits for a place on the device, or a job by a plan has put off all that it has there. */
export interface PlaceWaitDocument {
  /** `<job>:<resource>`; of a job by a plan `plan:<job>:<device>` */
  readonly _id: string;
  readonly device_id: number;
  /** The job by a plan; null, or left out: a single operation. */
  readonly plan_job_id?: number | null;
  /** Unless it is noted again until then. */
  readonly expires_at: Date;
}

export function leaseModels(connection: Connection) {
  return {
    placeWaits: defineModel<PlaceWaitDocument>(
      connection,
      'place_waits',
      {
        _id: String,
        device_id: { type: Number, required: true },
        plan_job_id: { type: Number, default: null },
        expires_at: { type: Date, required: true },
      },
      [{ keys: { device_id: 1 } }, { keys: { expires_at: 1 }, options: { expireAfterSeconds: 60 } }],
    ),
    leases: defineModel<LeaseDocument>(
      connection,
      'leases',
      {
        _id: Number,
        token: { type: Number, required: true },
        job_id: { type: Number, default: null },
        device_id: { type: Number, default: null },
        slot: { type: Number, default: null },
        expires_at: { type: Date, required: true },
        holder: { type: String, default: null },
      },
      [
        {
          keys: { device_id: 1, slot: 1 },
          options: { unique: true, partialFilterExpression: HAS_SLOT, name: 'one_job_per_slot' },
        },
        { keys: { holder: 1 }, options: only({ holder: { $gt: '' } }) },
      ],
    ),
  };
}
