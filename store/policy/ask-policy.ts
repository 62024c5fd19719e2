/** Puts a request to the effective policy of what it is about, with the facts that the policy may ask for. */

import type { AuditActor } from '../../domain/audit.ts';
import {
  ALWAYS_OPEN,
  decidePolicy,
  type ForbiddenBy,
  type Verdict,
  type WindowState,
} from '../../domain/policy/decide.ts';
import type { BoundPolicy, EffectivePolicy } from '../../domain/policy/effective.ts';
import type { PolicyOperation } from '../../domain/policy/rules.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { ProtectedInformationDocument } from '../models/protected-information.ts';
import type { AskedInformation, AskedResource } from './asked-about.ts';
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

export interface GovernedResource<Resource extends AskedResource = ResourceDocument> {
  readonly policy: EffectivePolicy;
  readonly resource: Resource;
  /** Scopes of the resource, from the root down. */
  readonly lineage: readonly number[];
  /** Where they are known already; default: worked out. */
  readonly windows?: WindowState;
}

/** Under the policy of its scope: bindings are to scopes and resources. */
export interface GovernedInformation<Information extends AskedInformation = ProtectedInformationDocument> {
  readonly policy: EffectivePolicy;
  readonly information: Information;
  /** Scopes of the information, from the root down. */
  readonly lineage: readonly number[];
}

export type Governed = GovernedResource<AskedResource> | GovernedInformation<AskedInformation>;

export async function askPolicy(facts: ConditionFacts, governed: Governed, request: PolicyRequest): Promise<Verdict> {
  return decideGoverned(governed, request, await conditionsAgainst(facts, governed, request));
}

/** @param forbidden what conditions say, where that is known. */
export function decideGoverned(governed: Governed, request: PolicyRequest, forbidden: readonly ForbiddenBy[]): Verdict {
  return decidePolicy(governed.policy, { ...request, ...stateOf(governed, request), forbidden }, ticketMatches);
}

/** Windows are for what changes targets. */
function stateOf(governed: Governed, { now }: PolicyRequest) {
  if ('information' in governed) return { resource: null, windows: ALWAYS_OPEN };
  const { policy, resource, windows } = governed;
  return {
    resource: { status: resource.status, verifiedAt: resource.verified_at },
    windows: windows ?? windowStateOf(policy, now),
  };
}

/** @param bindings those whose conditions are asked; default: all that hold. */
export async function conditionsAgainst(
  facts: ConditionFacts,
  governed: Governed,
  { actor, operation, ...request }: PolicyRequest,
  bindings: readonly BoundPolicy[] = governed.policy.bindings,
): Promise<ForbiddenBy[]> {
  if (bindings.every(({ conditions }) => conditions === null)) return [];
  const { type, id, authentication, address } = actor;
  const { lineage } = governed;
  const { organization_id } = 'information' in governed ? governed.information : governed.resource;
  const groupIds = await facts.groupsOf(actor, organization_id);
  const asked = { ...request, principal: { type, id, groupIds }, operation, lineage, authentication, address };
  if ('information' in governed) return forbiddenBy(bindings, { ...asked, information: governed.information });
  const { resource } = governed;
  return forbiddenBy(bindings, { ...asked, resource, deviceName: await facts.deviceNameOf(resource) });
}
