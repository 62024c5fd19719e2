/**
 * `max_parallel` of a platform bounds all that jobs by a plan do, so an operation of its own takes a slot as a batch does.
 * What was sent before waits for none: it is under way at its target already.
 */

import { HeldSlots } from '../../store/held-slots.ts';
import { holderBeside } from '../../store/leases.ts';
import type { PlatformDocument } from '../../store/models/inventory.ts';
import type { Store } from '../../store/store.ts';
import type { OperationRef } from '../contract.ts';

type Bounded = Pick<PlatformDocument, '_id' | 'max_parallel'>;

/** Whether there is room; a slot that is taken goes with the lease of the resource, or by {@link leavePlatformSlot}. */
export async function takePlatformSlot(store: Store, ref: OperationRef, platform: Bounded): Promise<boolean> {
  const most = platform.max_parallel ?? null;
  if (most === null) return true;
  return (await slotsOf(store, ref).take({ platform: platform._id }, most, 1)) > 0;
}

export async function leavePlatformSlot(store: Store, ref: OperationRef): Promise<void> {
  await slotsOf(store, ref).leave();
}

function slotsOf(store: Store, ref: OperationRef): HeldSlots {
  return new HeldSlots(store, ref.jobId, holderBeside(ref));
}
