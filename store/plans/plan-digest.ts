/**
 * The digest of a plan: what people look at, consent to and run is the same to the last byte.
 *
 * SHA-256 over lines of canonical JSON (RFC 8785), each with a line feed at its end: first what the plan is
 * (`organization_id`, `operation`, `plan_id`, `scope_id`), then each of its items in the order of their positions
 * (`fingerprint`, `resource_id`, `verdict`). All of it is shown by the API, so anybody can work it out again.
 */

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PlanDocument, PlanItemDocument } from '../models/plan.ts';
import type { Store } from '../store.ts';
import { planItemCollection } from './plan-items.ts';

type DigestedPlan = Pick<PlanDocument, '_id' | 'organization_id' | 'operation' | 'scope_id'>;
export type DigestedItem = Pick<PlanItemDocument, 'resource_id' | 'verdict' | 'fingerprint'>;

/** In hex. @param items in the order of their positions. */
export async function planDigest(
  { _id: plan_id, organization_id, operation, scope_id }: DigestedPlan,
  items: AsyncIterable<DigestedItem> | Iterable<DigestedItem>,
): Promise<string> {
  const hash = createHash('sha256');
  hash.update(`${canonicalize({ plan_id, organization_id, operation, scope_id })}\n`);
  for await (const { resource_id, verdict, fingerprint } of items) {
    hash.update(`${canonicalize({ resource_id, verdict, fingerprint })}\n`);
  }
  return hash.digest('hex');
}

/** Of the items as they are stored. */
export function digestOfStored(store: Store, plan: DigestedPlan): Promise<string> {
  const items = planItemCollection(store)
    .find({ plan_id: plan._id })
    .sort({ position: 1 })
    .project<DigestedItem>({ _id: 0, resource_id: 1, verdict: 1, fingerprint: 1 })
    .batchSize(5_000);
  return planDigest(plan, items);
}
