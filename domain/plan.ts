/** A plan: which resources an operation would be done to, and what stands against it, as found without changing anything. */

import type { ResourceStatus, ResourceType } from './resource.ts';

export const PLAN_STATUSES = ['preparing', 'ready', 'failed', 'canceled'] as const;
export type PlanStatus = (typeof PLAN_STATUSES)[number];

/** `blocked`: it would fail, so it is left out; `warned`: it would be done, but look first. */
export const PLAN_VERDICTS = ['pending', 'ready', 'warned', 'blocked'] as const;
export type PlanVerdict = (typeof PLAN_VERDICTS)[number];

/** What is carried out where the plan is. */
export const RUNNABLE_VERDICTS = ['ready', 'warned'] as const satisfies readonly PlanVerdict[];

/** What is looked at, in this order. */
export const PLAN_CHECKS = [
  'active',
  'credential',
  'policy',
  'window',
  'conflicts',
  'password_rules',
  'lockout_headroom',
  'reachable',
  'host_identity',
  'login',
  'reconcile_account',
  'dependents',
] as const;
export type PlanCheck = (typeof PLAN_CHECKS)[number];

/** Which resources: all at and below the scope that meet every condition, or exactly those that are named. */
export interface PlanSelector {
  readonly scope_id: number | null;
  readonly device_id: number | null;
  readonly platform_id: number | null;
  readonly type: ResourceType | null;
  readonly status: ResourceStatus | null;
  /** Only those that were not rotated since; RFC 3339. */
  readonly rotated_before: string | null;
  /** Instead of all the above. */
  readonly resource_ids: readonly number[] | null;
}

/** Nothing is chosen yet: what a plan is about is set on top of it. */
export const NO_SELECTION: PlanSelector = {
  scope_id: null,
  device_id: null,
  platform_id: null,
  type: null,
  status: null,
  rotated_before: null,
  resource_ids: null,
};

export const MOST_PLANNED = 100_000;
/** How long a plan can be carried out. */
export const PLAN_VALID_MS = 24 * 3_600_000;
