/** Puts a request to the effective policy of a resource, with the facts that the policy may ask for. */

import type { AuditActor } from '../../domain/audit.ts';
import { decidePolicy, type ForbiddenBy, type Verdict, type WindowState } from '../../domain/policy/decide.ts';
import type { EffectivePolicy } from '../../domain/policy/effective.ts';
import type { PolicyOperation } from '../../domain/policy/rules.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { ConditionFacts } from './condition-facts.ts';
import { forbiddenBy } from './conditions.ts';
import { windowStateOf } from './maintenance.ts';
import { ticketMatches } from './patterns.ts';

export interface PolicyRequest {
  readonly operation: PolicyOperation;
  /** As part of a plan over many resources. */
  readonly isBulk: boolean;
  readonly actor: Pick<AuditActor, 'type' | 'id' | 'authentication' | 'address'>;
  readonly reason: string | null;
  readonly ticketId: string | null;
  /** How long a session or check-out is to last. */
  readonly minutes: number | null;
  readonly now: Date;
}

export interface GovernedResource {
  readonly policy: EffectivePolicy;
  readonly resource: ResourceDocument;
  /** Scopes of the resource, from the root down. */
  readonly lineage: readonly number[];
  /** Where they are known already; default: worked out. */
  readonly windows?: WindowState;
}

export async function askPolicy(
  facts: ConditionFacts,
  governed: GovernedResource,
  request: PolicyRequest,
): Promise<Verdict> {
  const { policy, resource } = governed;
  return decidePolicy(
    policy,
    {
      ...request,
      resource: { status: resource.status, verifiedAt: resource.verified_at },
      windows: governed.windows ?? windowStateOf(policy, request.now),
      forbidden: await conditionsAgainst(facts, governed, request),
    },
    ticketMatches,
  );
}

async function conditionsAgainst(
  facts: ConditionFacts,
  { policy, resource, lineage }: GovernedResource,
  { actor, operation, ...request }: PolicyRequest,
): Promise<ForbiddenBy[]> {
  if (policy.bindings.every(({ conditions }) => conditions === null)) return [];
  const { type, id, authentication, address } = actor;
  const [deviceName, groupIds] = await Promise.all([
    facts.deviceNameOf(resource),
    facts.groupsOf(actor, resource.organization_id),
  ]);
  return forbiddenBy(policy.bindings, {
    ...request,
    principal: { type, id, groupIds },
    operation,
    resource,
    deviceName,
    lineage,
    authentication,
    address,
  });
}
