/** Writes what was found of some resources of a plan, and how all of it stands by now. */

import type { PlanCounts, PlanDocument } from '../../store/models/plan.ts';
import { planItemCollection } from '../../store/plans/plan-items.ts';
import type { Store } from '../../store/store.ts';
import type { Examined } from './examine.ts';

/**
 * What another attempt has written stays, so that a late one takes back nothing. null: the plan is no longer being
 * made, and nothing was written.
 */
export async function writeFindings(
  store: Store,
  { _id: planId }: Pick<PlanDocument, '_id'>,
  examined: readonly Examined[],
): Promise<PlanCounts | null> {
  const items = planItemCollection(store);
  return store.transaction(async (session) => {
    const ids = examined.map(({ _id }) => _id);
    const pending = await items
      .find({ _id: { $in: ids }, verdict: 'pending' }, { session })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    const open = new Set(pending.map(({ _id }) => _id));
    const fresh = examined.filter(({ _id }) => open.has(_id));
    const count = (verdict: Examined['verdict']) => fresh.filter((one) => one.verdict === verdict).length;
    const plan = await store.models.plans
      .findOneAndUpdate(
        { _id: planId, status: 'preparing' },
        {
          $inc: {
            'counts.pending': -fresh.length,
            'counts.ready': count('ready'),
            'counts.warned': count('warned'),
            'counts.blocked': count('blocked'),
            revision: 1,
          },
          $set: { updated_at: new Date() },
        },
        { session, returnDocument: 'after' },
      )
      .lean<PlanDocument>();
    if (!plan) return null;
    if (fresh.length > 0) {
      const writes = fresh.map(({ _id, verdict, findings, fingerprint, measured }) => ({
        updateOne: {
          filter: { _id, verdict: 'pending' as const },
          update: { $set: { verdict, findings, fingerprint, measured: measured ?? null } },
        },
      }));
      await items.bulkWrite(writes, { session, ordered: false });
    }
    return plan.counts;
  });
}
