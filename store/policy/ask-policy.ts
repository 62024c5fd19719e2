/** Puts a request to the effective policy of a resource, with the facts that the policy may ask for. */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import { decidePolicy, type ForbiddenBy, type Verdict, type WindowState } from '../../domain/policy/decide.ts';
import type { EffectivePolicy } from '../../domain/policy/effective.ts';
import type { PolicyOperation } from '../../domain/policy/rules.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { Store } from '../store.ts';
import { forbiddenBy } from './conditions.ts';
import { windowStateOf } from './maintenance.ts';
import { ticketMatches } from './ticket-pattern.ts';

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
  store: Store,
  governed: GovernedResource,
  request: PolicyRequest,
  session?: ClientSession,
): Promise<Verdict> {
  const { policy, resource } = governed;
  return decidePolicy(
    policy,
    {
      ...request,
      resource: { status: resource.status, verifiedAt: resource.verified_at },
      windows: governed.windows ?? windowStateOf(policy, request.now),
      forbidden: await conditionsAgainst(store, governed, request, session),
    },
    ticketMatches,
  );
}

/** Names and groups are read only where some condition may want them. */
async function conditionsAgainst(
  store: Store,
  { policy, resource, lineage }: GovernedResource,
  { actor, operation, ...request }: PolicyRequest,
  session?: ClientSession,
): Promise<ForbiddenBy[]> {
  if (policy.bindings.every(({ conditions }) => conditions === null)) return [];
  const within = session ? { session } : {};
  const { devices, groupMembers } = store.models;
  const device = await devices.findById(resource.device_id, { name: 1 }, within).lean();
  const memberships =
    actor.type === 'user'
      ? await groupMembers
          .find({ user_id: actor.id ?? 0, organization_id: resource.organization_id }, { group_id: 1 }, within)
          .lean()
      : [];
  return forbiddenBy(policy.bindings, {
    ...request,
    principal: { type: actor.type, id: actor.id, groupIds: memberships.map(({ group_id }) => group_id) },
    operation,
    resource,
    deviceName: device?.name ?? '',
    lineage,
    authentication: actor.authentication,
    address: actor.address,
  });
}
