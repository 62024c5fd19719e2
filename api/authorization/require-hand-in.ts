/**
 * Whether policies let a secret be handed in for an account. It takes the place of the one that Capstan has, as after a
 * rotation, and nothing is sent to the target: so reason, ticket and conditions of rotations hold, and neither their hours
 * nor consent.
 */

import type { PolicyDecision } from '../../domain/audit.ts';
import { ALWAYS_OPEN } from '../../domain/policy/decide.ts';
import type { EffectivePolicy } from '../../domain/policy/effective.ts';
import type { RuleName } from '../../domain/policy/rules.ts';
import type { ResourceDocument } from '../../store/models/inventory.ts';
import { askPolicy } from '../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../store/policy/condition-facts.ts';
import type { Transaction } from '../operation.ts';
import { governedBy, type PolicyAsker, refusalOf } from './require-policy.ts';

/** As a body gives it. */
interface HandedIn {
  readonly reason?: string | null;
  readonly ticket_id?: string | null;
}

const HOLDING: readonly RuleName[] = ['reason_required', 'ticket_required'];

/**
 * @returns what the audit record says of it; null where no policy is bound.
 * @throws CapstanError `unprocessable`, `policy_refused`.
 */
export async function requireHandIn(
  request: PolicyAsker,
  { session }: Transaction,
  resource: ResourceDocument,
  { reason = null, ticket_id: ticketId = null }: HandedIn,
): Promise<PolicyDecision | null> {
  const { auditActor: actor, means, now } = request;
  const { policy, ...governed } = await governedBy(request, resource);
  const asked = { policy: holdingOf(policy), ...governed, windows: ALWAYS_OPEN };
  const question = { operation: 'rotate', isBulk: false, actor, reason, ticketId, minutes: null, now } as const;
  const verdict = await askPolicy(new ConditionFacts(means.store, session), asked, question);
  if (verdict.decision === 'refused') throw refusalOf(verdict);
  return verdict.recorded;
}

function holdingOf(policy: EffectivePolicy): EffectivePolicy {
  return { ...policy, rules: new Map([...policy.rules].filter(([rule]) => HOLDING.includes(rule))) };
}
