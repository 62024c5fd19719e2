/**
 * Whether policies let a job by a plan begin as it is asked for: their rules for all of its resources, their conditions for
 * some of them; the others are asked about later.
 */

import type { PolicyDecision } from '../../../domain/audit.ts';
import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialOperation } from '../../../domain/job.ts';
import { ALWAYS_OPEN, decidePolicy, isChange, type Verdict } from '../../../domain/policy/decide.ts';
import type { EffectivePolicy } from '../../../domain/policy/effective.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import type { PlanLimits } from '../../../store/models/plan.ts';
import type { GovernedGroup } from '../../../store/plans/governed-groups.ts';
import { askPolicy } from '../../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../../store/policy/condition-facts.ts';
import { windowStateOf } from '../../../store/policy/maintenance.ts';
import { ticketMatches } from '../../../store/policy/patterns.ts';
import { governedBy, type PolicyAsker, refusalOf } from '../../authorization/require-policy.ts';
import type { Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';

interface Asked {
  readonly operation: CredentialOperation;
  readonly reason: string | null;
  readonly ticketId: string | null;
  /** What the plan knows. */
  readonly limits: Pick<PlanLimits, 'approvals'>;
  /** Without consent and at any hour: the caller may do so, which has been asked already. */
  readonly isEmergency: boolean;
}

/** Work by a plan waits for its hours, and conditions are about resources. */
const OF_NO_RESOURCE = { resource: null, windows: ALWAYS_OPEN, forbidden: [] } as const;

interface Governed {
  readonly groups: readonly GovernedGroup[];
  readonly sample: readonly ResourceDocument[];
}

/**
 * @returns what the audit record says of it: of the first that needs consent, or else of the first that a policy governs.
 * @throws CapstanError `unprocessable`, `policy_refused`, as for one resource; `conflict` where consent has come to be
 *   wanted since the plan was made.
 */
export async function requireBulkPolicy(
  request: PolicyAsker,
  tx: Transaction,
  { groups, sample }: Governed,
  { operation, reason, ticketId, limits, isEmergency }: Asked,
): Promise<PolicyDecision | null> {
  const { means, auditActor: actor, now } = request;
  const facts = new ConditionFacts(means.store, tx.session);
  const question = { operation, reason, ticketId, isBulk: true, minutes: null, actor, now };
  const recorded: PolicyDecision[] = [];
  let isNeeded = limits.approvals.length > 0;
  const weigh = (policy: EffectivePolicy, verdict: Verdict) => {
    if (verdict.decision === 'refused') throw refusalOf(verdict);
    if (verdict.recorded) recorded.push(verdict.recorded);
    isNeeded ||= mustWait(policy, verdict, question);
    if (verdict.approval && limits.approvals.length === 0 && !isEmergency) {
      throw new CapstanError(
        'conflict',
        'A policy wants consent that it did not want when the plan was made: make another one.',
      );
    }
  };
  for (const { policy } of groups) {
    weigh(policy, decidePolicy(policy, { ...question, ...OF_NO_RESOURCE }, ticketMatches));
  }
  // Where they lie by now, which the plan does not know.
  for (const resource of sample) {
    const governed = await governedBy(request, resource);
    weigh(governed.policy, await askPolicy(facts, governed, question));
  }
  if (isEmergency && !isNeeded) throw unusable('break_glass', 'is not needed: policies allow it');
  return recorded.find(({ decision }) => decision === 'needs_approval') ?? recorded[0] ?? null;
}

/** Work by a plan waits for consent and for its hours, and is refused for neither. */
function mustWait(
  policy: EffectivePolicy,
  { approval }: Verdict,
  { operation, now }: { readonly operation: CredentialOperation; readonly now: Date },
): boolean {
  return approval !== null || (isChange(operation) && windowStateOf(policy, now).closedBy !== null);
}
