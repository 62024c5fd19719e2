/** The items of plans through the driver itself: they come by the hundred thousand. */

import type { mongo } from 'mongoose';
import type { PlanItemDocument } from '../models/plan.ts';
import type { Store } from '../store.ts';

export function planItemCollection(store: Store): mongo.Collection<PlanItemDocument> {
  return store.connection.getClient().db().collection<PlanItemDocument>('plan_items');
}

export function planItemId(planId: number, resourceId: number): string {
  return `${planId}:${resourceId}`;
}
