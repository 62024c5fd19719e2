/** Writes what a plan is about as its items, once, however often and by how many it is begun. */

import type { ClientSession } from 'mongoose';
import type { PlanDocument, PlanItemDocument } from '../models/plan.ts';
import type { Store } from '../store.ts';
import type { ChosenResource } from './choose-resources.ts';
import { planItemCollection, planItemId } from './plan-items.ts';

const CHUNK = 2_000;

/** Another attempt has begun with it, or the plan is no longer being made. */
export class SelectionLost extends Error {
  override readonly name = 'SelectionLost';
}

/**
 * Whoever begins takes the plan over by its revision: what an earlier attempt still writes fails from then on. That
 * the number of resources is known is written last, and says that the items are complete.
 * @param chosen in their order.
 * @throws SelectionLost
 */
export async function writeSelection(store: Store, planId: number, chosen: readonly ChosenResource[]): Promise<void> {
  const { plans } = store.models;
  const plan = await plans
    .findOneAndUpdate(
      { _id: planId, status: 'preparing', resource_count: 0 },
      { $inc: { revision: 1 } },
      { returnDocument: 'after' },
    )
    .lean<PlanDocument>();
  if (!plan) throw new SelectionLost(`the items of plan ${planId} were written by another attempt`);
  await removeItems(store, plan);
  for (let from = 0; from < chosen.length; from += CHUNK) {
    const items = chosen.slice(from, from + CHUNK).map((one, index) => itemOf(plan, one, from + index + 1));
    await asOwner(store, plan, async (session) => {
      await planItemCollection(store).insertMany(items, { session });
    });
  }
  await asOwner(store, plan, async (session) => {
    const counts = { pending: chosen.length, ready: 0, warned: 0, blocked: 0 };
    await plans.updateOne(
      { _id: planId },
      { $set: { resource_count: chosen.length, counts }, $inc: { revision: 1 } },
      { session },
    );
  });
}

/** What an attempt that was cut off has left. */
async function removeItems(store: Store, plan: PlanDocument): Promise<void> {
  const items = planItemCollection(store);
  for (;;) {
    const left = await items
      .find({ plan_id: plan._id })
      .project<Pick<PlanItemDocument, '_id'>>({ _id: 1 })
      .limit(CHUNK)
      .toArray();
    if (left.length === 0) return;
    await asOwner(store, plan, async (session) => {
      await items.deleteMany({ _id: { $in: left.map(({ _id }) => _id) } }, { session });
    });
  }
}

async function asOwner(
  store: Store,
  { _id, revision }: PlanDocument,
  work: (session: ClientSession) => Promise<void>,
): Promise<void> {
  await store.transaction(async (session) => {
    // A write, so that it conflicts with whoever takes the plan over at this moment.
    const { matchedCount } = await store.models.plans.updateOne(
      { _id, revision, status: 'preparing' },
      { $set: { updated_at: new Date() } },
      { session },
    );
    if (matchedCount === 0) throw new SelectionLost(`another attempt writes the items of plan ${_id}`);
    await work(session);
  });
}

function itemOf(plan: PlanDocument, { _id, device_id, scope_id }: ChosenResource, position: number): PlanItemDocument {
  return {
    _id: planItemId(plan._id, _id),
    organization_id: plan.organization_id,
    plan_id: plan._id,
    resource_id: _id,
    scope_id,
    device_id,
    position,
    verdict: 'pending',
    findings: [],
    fingerprint: null,
    measured: null,
  };
}
