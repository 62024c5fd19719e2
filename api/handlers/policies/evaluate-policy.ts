/** POST /v1/policies/evaluate: a command, since every POST answers again for the same Idempotency-Key. */

import { askPolicy } from '../../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../../store/policy/condition-facts.ts';
import { governedBy } from '../../authorization/require-policy.ts';
import { command, type Request } from '../../operation.ts';
import { requireFound, unusable } from '../found.ts';
import { requireBindingTarget } from '../policy-bindings/binding-target.ts';
import { impactOf } from './draft-impact.ts';
import { factsOf } from './evaluation-facts.ts';
import { presentVerdict } from './present-verdict.ts';

export const evaluatePolicy = command('evaluatePolicy', async (request) => {
  const { draft, resource_id: resourceId } = request.body;
  if ((draft === undefined) === (resourceId === undefined)) {
    throw unusable('resource_id', 'or draft must be given, and not both');
  }
  if (draft !== undefined) {
    const impact = await impactOf(request, draft);
    return { status: 200, body: { verdict: null, impact }, change: `a draft over ${impact.resources} resources` };
  }
  return evaluateRequest(request, resourceId ?? 0);
});

async function evaluateRequest(request: Request<'evaluatePolicy'>, resourceId: number) {
  const { organizationId, body, means } = request;
  if (body.operation === undefined) throw unusable('operation', 'is needed with resource_id');
  const target = { target_type: 'resource', target_id: resourceId } as const;
  await requireBindingTarget(request, target, 'policy:read', { field: 'resource_id' });
  const resource = requireFound(
    await means.store.models.resources.findOne({ _id: resourceId, organization_id: organizationId }).lean(),
  );
  const facts = factsOf(request);
  const governed = await governedBy(request, resource);
  const verdict = await askPolicy(new ConditionFacts(means.store), governed, { ...facts, operation: body.operation });
  return {
    status: 200,
    body: { verdict: presentVerdict(verdict, governed, facts.now), impact: null },
    target: { type: 'resource', id: resourceId },
    policy: verdict.recorded,
    change: `${body.operation}: ${verdict.decision}`,
  } as const;
}
