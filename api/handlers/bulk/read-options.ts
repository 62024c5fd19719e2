/** How a job by a plan is to be run, as a body says it, held against what policies say of the plan. */

import type { BulkOptions } from '../../../domain/bulk.ts';
import {
  type AskedOptions,
  bulkOptionsOf,
  type OptionsContext,
  objectionToOptions,
  type PlanOptions,
  withPlanOptions,
} from '../../../domain/bulk-options.ts';
import { unusable } from '../found.ts';

/** The members of `BulkRequest` and `BulkRetry` that are options. */
export type WireOptions = Omit<AskedOptions, 'start_at'> & { readonly start_at?: string | undefined };

/**
 * @param planned what was said with the plan, for what the body says nothing of.
 * @throws CapstanError `unprocessable` that points at the option which cannot be.
 */
export function readOptions(
  { start_at, ...asked }: WireOptions,
  context: OptionsContext,
  now: Date,
  planned: PlanOptions = {},
): BulkOptions {
  const startAt = start_at === undefined ? undefined : new Date(start_at);
  const wanted = withPlanOptions({ ...asked, start_at: startAt }, planned);
  const objection = objectionToOptions(wanted, context, now);
  if (objection) throw unusable(objection.field, objection.detail);
  return bulkOptionsOf(wanted, context);
}
