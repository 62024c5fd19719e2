/** Of many processes one at a time looks an organization through. */

import type { Model } from 'mongoose';
import { isDuplicateKey } from '../../store/duplicate-key.ts';
import type { RotationSweepDocument } from '../../store/models/rotation-sweep.ts';

/**
 * Moving the due time forward is the claim. A sweep that is lost with its process is found due at the next one.
 * @returns what the turn was taken with; null: somebody else has it, or it is not due.
 */
export async function takeTurn(
  sweeps: Model<RotationSweepDocument>,
  _id: number,
  now: Date,
  everyMs: number,
): Promise<Date | null> {
  try {
    await sweeps.updateOne({ _id }, { $setOnInsert: { next_sweep_at: now } }, { upsert: true });
  } catch (error) {
    // Another process has done so at the same moment.
    if (!isDuplicateKey(error)) throw error;
  }
  const next_sweep_at = new Date(now.getTime() + everyMs);
  const { modifiedCount } = await sweeps.updateOne({ _id, next_sweep_at: { $lte: now } }, { $set: { next_sweep_at } });
  return modifiedCount === 1 ? next_sweep_at : null;
}
