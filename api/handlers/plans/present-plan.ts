/** Plans and their items on the wire. */

import type { PlanSelector } from '../../../domain/plan.ts';
import type { PlanApproval, PlanDocument, PlanItemDocument, PlanLimits } from '../../../store/models/plan.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Schemas = components['schemas'];

export function presentPlan(plan: PlanDocument): Schemas['Plan'] {
  return {
    id: plan._id,
    job_id: plan.job_id,
    scope_id: plan.scope_id,
    operation: plan.operation,
    selector: presentSelector(plan.selector),
    options: plan.options ?? null,
    status: plan.status,
    resource_count: plan.resource_count,
    counts: { ...plan.counts },
    digest: plan.digest,
    estimated_seconds: plan.estimated_seconds,
    limits: plan.limits && presentLimits(plan.limits),
    runs_by_itself: plan.runs_by_itself,
    actor: plan.actor.name,
    actor_type: plan.actor.type,
    expires_at: wireTimeOrNull(plan.expires_at),
    ...wireTracked(plan),
  };
}

/** null where the resources were named one by one. */
function presentSelector({ resource_ids, ...selector }: PlanSelector): Schemas['PlanSelector'] | null {
  return resource_ids === null ? selector : null;
}

function presentLimits({ canary, failure_budget, approvals }: PlanLimits): Schemas['PlanLimits'] {
  return { canary, failure_budget: { ...failure_budget }, approvals: approvals.map(presentApproval) };
}

function presentApproval({ rule, policy_id, version, binding_id, resources }: PlanApproval): Schemas['PlanApproval'] {
  const { approver_group_ids, escalation, ...rest } = rule;
  const group_ids = [...(escalation?.group_ids ?? [])];
  return {
    rule: {
      ...rest,
      approver_group_ids: [...approver_group_ids],
      escalation: escalation && { ...escalation, group_ids },
    },
    policy_id,
    version,
    binding_id,
    resources,
  };
}

export function presentPlanItem(item: PlanItemDocument): Schemas['PlanItem'] {
  return {
    resource_id: item.resource_id,
    scope_id: item.scope_id,
    device_id: item.device_id,
    position: item.position,
    verdict: item.verdict,
    findings: item.findings.map(({ check, outcome, code, detail }) => ({ check, outcome, code, detail })),
    fingerprint: item.fingerprint,
  };
}
