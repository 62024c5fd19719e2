/** Which policies hold for a resource: the nearest binding wins, rule by rule. */

import { type PolicyRules, RULE_NAMES, type RuleName } from './rules.ts';

export const BINDING_TARGETS = ['scope', 'resource'] as const;
export type BindingTarget = (typeof BINDING_TARGETS)[number];

/** An active binding of an active policy. */
export interface BoundPolicy {
  readonly bindingId: number;
  readonly policyId: number;
  readonly policyName: string;
  readonly version: number;
  readonly targetType: BindingTarget;
  readonly targetId: number;
  readonly rules: PolicyRules;
  /** Cedar; null: none. */
  readonly conditions: string | null;
}

export interface EffectiveRule<Name extends RuleName = RuleName> {
  readonly rule: Name;
  readonly value: NonNullable<PolicyRules[Name]>;
  readonly from: BoundPolicy;
  /** Bindings further up that set it as well, the nearest first. */
  readonly overridden: readonly BoundPolicy[];
}

export interface EffectivePolicy {
  /** Every binding that holds for the place, the nearest first. */
  readonly bindings: readonly BoundPolicy[];
  /** Those rules that some binding sets. */
  readonly rules: ReadonlyMap<RuleName, EffectiveRule>;
}

/** What no binding says. */
export const NO_POLICY: EffectivePolicy = { bindings: [], rules: new Map() };

/** Where a resource lies; `resourceId: null`: what holds for its scope. */
export interface GovernedPlace {
  /** Scopes from the root down to its own. */
  readonly lineage: readonly number[];
  readonly resourceId: number | null;
}

/**
 * @param bound of the organization, in any order. Of one place and rule there is one at most: whoever binds sees to
 *   that (`conflictOf`).
 */
export function effectivePolicy(bound: readonly BoundPolicy[], place: GovernedPlace): EffectivePolicy {
  const nearestFirst = place.lineage.toReversed();
  const distance = ({ targetType, targetId }: BoundPolicy): number => {
    if (targetType === 'resource') return targetId === place.resourceId ? 0 : -1;
    const at = nearestFirst.indexOf(targetId);
    return at < 0 ? -1 : at + 1;
  };
  const bindings = bound
    .map((one) => ({ one, away: distance(one) }))
    .filter(({ away }) => away >= 0)
    .sort((a, b) => a.away - b.away || a.one.bindingId - b.one.bindingId)
    .map(({ one }) => one);
  const rules = new Map<RuleName, EffectiveRule>();
  for (const rule of RULE_NAMES) {
    const [from, ...overridden] = bindings.filter((binding) => binding.rules[rule] !== undefined);
    const value = from?.rules[rule];
    if (from && value !== undefined) rules.set(rule, { rule, value, from, overridden });
  }
  return { bindings, rules };
}

/** What holds of `rule`; undefined where nobody has said anything. */
export function ruleValue<Name extends RuleName>(policy: EffectivePolicy, rule: Name): PolicyRules[Name] {
  // The map was filled with the value of this very rule.
  return policy.rules.get(rule)?.value as PolicyRules[Name];
}

export interface RuleConflict {
  readonly rule: RuleName;
  readonly with: BoundPolicy;
}

/** The first rule that `rules` would set at a place where another binding sets it already. */
export function conflictOf(
  rules: PolicyRules,
  target: Pick<BoundPolicy, 'targetType' | 'targetId'>,
  others: readonly BoundPolicy[],
): RuleConflict | undefined {
  const here = others.filter(
    ({ targetType, targetId }) => targetType === target.targetType && targetId === target.targetId,
  );
  for (const rule of RULE_NAMES) {
    if (rules[rule] === undefined) continue;
    const other = here.find((binding) => binding.rules[rule] !== undefined);
    if (other) return { rule, with: other };
  }
  return undefined;
}
