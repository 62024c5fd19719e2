/** How a job by a plan is run: what was asked for, held against what policies say of the plan, with defaults for the rest. */

import { type BulkBudget, type BulkOptions, DEFAULT_BUDGET, DEFAULT_WAVE_SIZE, lowerBound } from './bulk.ts';

/** As it was asked for; what is left out is for policies and defaults to say. */
export interface AskedOptions {
  readonly canary?: number | undefined;
  /** Of the resources; with `canary` the larger one counts. */
  readonly canary_percent?: number | undefined;
  readonly wave_size?: number | undefined;
  readonly max_parallel_per_device?: number | undefined;
  /** null: not limited so. */
  readonly failure_budget?: { readonly [Bound in keyof BulkBudget]?: BulkBudget[Bound] | undefined } | undefined;
  readonly start_at?: Date | undefined;
}

/** What of it can be said when the plan is made, for whoever carries that out and does not say otherwise. */
export interface PlanOptions {
  readonly canary?: number;
  readonly canary_percent?: number;
  readonly wave_size?: number;
  readonly max_parallel_per_device?: number;
  readonly failure_budget?: { readonly [Bound in keyof BulkBudget]?: BulkBudget[Bound] };
}

/** The strictest that policies say of any resource of the plan. */
export interface OptionLimits {
  /** At least so many go first. */
  readonly canary: number;
  /** At most so much may fail; null: not limited so. */
  readonly failure_budget: BulkBudget;
}

export interface OptionsContext {
  readonly limits: OptionLimits;
  /** How many it would be done to. */
  readonly resources: number;
  /** Of the job whose failed items are done again; null: it is the first one by the plan. */
  readonly earlier: BulkOptions | null;
}

/** Which field of the request cannot be carried out, and what it must be. */
export interface OptionObjection {
  readonly field: string;
  readonly detail: string;
}

/** How many go first where nobody says anything, unless there are so few that a mistake shows soon enough. */
const DEFAULT_CANARY = 5;
const FEW_RESOURCES = 20;
const DAY_MS = 86_400_000;
/** How far ahead a job can be set. */
const MOST_DAYS_AHEAD = 7;

const BUDGET_BOUNDS = [
  'count',
  'percent',
  'wave_percent',
  'per_device',
] as const satisfies readonly (keyof BulkBudget)[];

/** The first option that policies, or the clock, stand against; null: none. */
export function objectionToOptions(asked: AskedOptions, context: OptionsContext, now: Date): OptionObjection | null {
  return canaryObjection(asked, context) ?? budgetObjection(asked, context) ?? startObjection(asked, now);
}

/** What the job is run with, once nothing stands against it. */
export function bulkOptionsOf(asked: AskedOptions, { limits, resources, earlier }: OptionsContext): BulkOptions {
  const canary = askedCanary(asked, resources) ?? (earlier ? 0 : defaultCanary(resources));
  return {
    canary: Math.min(resources, Math.max(limits.canary, canary)),
    wave_size: asked.wave_size ?? earlier?.wave_size ?? DEFAULT_WAVE_SIZE,
    max_parallel_per_device: asked.max_parallel_per_device ?? earlier?.max_parallel_per_device ?? null,
    failure_budget: {
      count: budgetOf('count', asked, limits, earlier),
      percent: budgetOf('percent', asked, limits, earlier),
      wave_percent: budgetOf('wave_percent', asked, limits, earlier),
      per_device: budgetOf('per_device', asked, limits, earlier),
    },
    start_at: asked.start_at ?? null,
  };
}

/** What a request to carry a plan out asks for, with what was said with the plan where it says nothing. */
export function withPlanOptions(asked: AskedOptions, planned: PlanOptions): AskedOptions {
  const { canary, canary_percent, failure_budget, ...others } = planned;
  // One of the two says all that is said of the canary.
  const isCanaryAsked = asked.canary !== undefined || asked.canary_percent !== undefined;
  return {
    ...others,
    ...(isCanaryAsked ? {} : { canary, canary_percent }),
    ...asked,
    failure_budget: { ...failure_budget, ...asked.failure_budget },
  };
}

function canaryObjection(asked: AskedOptions, { limits, resources }: OptionsContext): OptionObjection | null {
  const canary = askedCanary(asked, resources);
  const least = Math.min(limits.canary, resources);
  if (canary === null || canary >= least) return null;
  const field = asked.canary === undefined ? 'canary_percent' : 'canary';
  return { field, detail: `must let ${least} or more go first: a policy wants it` };
}

function budgetObjection({ failure_budget: asked }: AskedOptions, { limits }: OptionsContext): OptionObjection | null {
  for (const bound of BUDGET_BOUNDS) {
    const [wanted, most] = [asked?.[bound], limits.failure_budget[bound]];
    if (wanted === undefined || most === null || (wanted !== null && wanted <= most)) continue;
    return { field: `failure_budget.${bound}`, detail: `must be ${most} or less: a policy wants it` };
  }
  return null;
}

function startObjection({ start_at }: AskedOptions, now: Date): OptionObjection | null {
  if (start_at === undefined) return null;
  const aheadMs = start_at.getTime() - now.getTime();
  if (aheadMs <= 0) return { field: 'start_at', detail: 'must lie ahead; leave it out to begin at once' };
  if (aheadMs <= MOST_DAYS_AHEAD * DAY_MS) return null;
  return { field: 'start_at', detail: `must lie within ${MOST_DAYS_AHEAD} days` };
}

/** null: nothing was said about it. */
function askedCanary({ canary, canary_percent: percent }: AskedOptions, resources: number): number | null {
  if (canary === undefined && percent === undefined) return null;
  return Math.max(canary ?? 0, Math.ceil(((percent ?? 0) * resources) / 100));
}

function defaultCanary(resources: number): number {
  return resources > FEW_RESOURCES ? DEFAULT_CANARY : 0;
}

/** A policy that sets a bound has said what it is to be, also where the default would be stricter. */
function budgetOf(
  bound: keyof BulkBudget,
  { failure_budget: asked }: AskedOptions,
  limits: OptionLimits,
  earlier: BulkOptions | null,
): number | null {
  const [wanted, most] = [asked?.[bound], limits.failure_budget[bound]];
  if (wanted !== undefined) return wanted;
  // A policy may have become stricter since the earlier job was asked for.
  if (earlier) return lowerBound(earlier.failure_budget[bound], most);
  return most ?? DEFAULT_BUDGET[bound];
}
