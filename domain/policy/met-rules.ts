/** Which rules have something to say of an operation that is allowed: why it is, for the record. */

import { type EffectivePolicy, ruleValue } from './effective.ts';
import type { PolicyOperation, RuleName } from './rules.ts';

const SAID = ['reason_required', 'ticket_required'] as const;
const HOURS = ['maintenance_windows', 'blackouts'] as const;

const LENGTHS = ['session_max_minutes', 'checkout_max_minutes'] as const;

/** What each operation is held against. */
const ASKED_OF: Readonly<Record<PolicyOperation, readonly RuleName[]>> = {
  verify: [],
  rotate: [...SAID, ...HOURS],
  reconcile: [...SAID, ...HOURS],
  connect: [...SAID, 'verification_required', 'connect_allowed', 'session_max_minutes'],
  checkout: [...SAID, 'verification_required', 'checkout_allowed', 'checkout_max_minutes'],
  retrieve: SAID,
};

interface AllowedRequest {
  readonly operation: PolicyOperation;
  readonly minutes: number | null;
  /** Whether it is allowed because of the hour: not in an emergency, nor where a plan waits for its hours by itself. */
  readonly isInHours: boolean;
}

/** @returns those that some binding sets, and that want something. */
export function metRules(policy: EffectivePolicy, { operation, minutes, isInHours }: AllowedRequest): RuleName[] {
  return ASKED_OF[operation].filter((rule) => {
    if (!isInHours && HOURS.some((one) => one === rule)) return false;
    if (minutes === null && LENGTHS.some((one) => one === rule)) return false;
    const value = ruleValue(policy, rule);
    return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  });
}
