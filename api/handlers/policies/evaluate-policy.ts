/** POST /v1/policies/evaluate: a command, since every POST answers again for the same Idempotency-Key. */

import { WHOLE_ORGANIZATION } from '../../../domain/access.ts';
import { askPolicy } from '../../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../../store/policy/condition-facts.ts';
import { governedBy, informationGovernedBy } from '../../authorization/require-policy.ts';
import type { components } from '../../generated/openapi.ts';
import { command } from '../../operation.ts';
import { requireFound, unusable } from '../found.ts';
import { requireBindingTarget } from '../policy-bindings/binding-target.ts';
import { wireTime } from '../wire-time.ts';
import { impactOf } from './draft-impact.ts';
import type { EvaluateRequest } from './drafted-book.ts';
import { type AskedFacts, readFacts } from './evaluation-facts.ts';
import { presentVerdict } from './present-verdict.ts';

export const evaluatePolicy = command('evaluatePolicy', async (request) => {
  const { draft, resource_id: resourceId, information_id: informationId } = request.body;
  if ([draft, resourceId, informationId].filter((one) => one !== undefined).length !== 1) {
    throw unusable('resource_id', 'or information_id or draft must be given, one of them');
  }
  if (draft === undefined) return evaluateRequest(request);
  const { impact, facts } = await impactOf(request, draft);
  const { resources, information, total, affected } = impact;
  return {
    status: 200,
    body: { verdict: null, impact, asked: presentAsked(facts) },
    change: `a draft over ${resources + information} of ${total}: ${affected} affected`,
  };
});

async function evaluateRequest(request: EvaluateRequest) {
  const { body, means } = request;
  if (body.operation === undefined) throw unusable('operation', 'is needed with resource_id and information_id');
  if (body.limit !== undefined) throw unusable('limit', 'is for drafts');
  if (body.cursor !== undefined) throw unusable('cursor', 'is for drafts');
  const { governed, place, target } = await governedOf(request);
  const facts = await readFacts(request, place);
  const asked = { ...facts.request, operation: body.operation };
  const verdict = await askPolicy(new ConditionFacts(means.store), governed, asked);
  return {
    status: 200,
    body: {
      verdict: presentVerdict(verdict, governed, asked.now),
      impact: null,
      asked: presentAsked(facts),
    },
    target,
    policy: verdict.recorded,
    change: `${body.operation}: ${verdict.decision}`,
  } as const;
}

/** What the question is about, where the caller may see what policies say of it. */
async function governedOf(request: EvaluateRequest) {
  const { access, body, organizationId, means } = request;
  const { resources, protectedInformation } = means.store.models;
  const { operation, resource_id: resourceId, information_id: informationId } = body;
  if ((informationId !== undefined) !== (operation === 'retrieve')) {
    throw unusable('operation', 'is retrieve with information_id, and another one with resource_id');
  }
  if (informationId !== undefined) {
    const found = await protectedInformation.findOne({ _id: informationId, organization_id: organizationId }).lean();
    const information = access.requireReferred('protectedInformation', found, 'information_id');
    return {
      governed: await informationGovernedBy(request, information),
      place: access.place ?? WHOLE_ORGANIZATION,
      target: { type: 'protected_information', id: informationId },
    };
  }
  const target = { target_type: 'resource', target_id: resourceId ?? 0 } as const;
  const place = await requireBindingTarget(request, target, 'policy:read', { field: 'resource_id' });
  const found = await resources.findOne({ _id: target.target_id, organization_id: organizationId }).lean();
  const resource = requireFound(found);
  return { governed: await governedBy(request, resource), place, target: { type: 'resource', id: resource._id } };
}

function presentAsked({ request, subject }: AskedFacts): components['schemas']['PolicyEvaluation']['asked'] {
  const { authentication, address } = request.actor;
  return { as: subject, authentication, address, at: wireTime(request.now) };
}
