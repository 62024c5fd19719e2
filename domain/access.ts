/** Who may do what where: the one decision that every operation passes, and the reach that lists are filtered by. */

import type { Permission } from './permissions.ts';

/** How a caller proved who they are; the audit log keeps it. `token_*`: by a user token that was got that way. */
export const AUTHENTICATION_METHODS = [
  'basic',
  'basic_totp',
  'api_key',
  'token_basic',
  'token_basic_totp',
  'token_oidc',
  'oauth2_client_credentials',
  'oauth2_private_key_jwt',
  'oauth2_token_exchange',
] as const;
export type AuthenticationMethod = (typeof AUTHENTICATION_METHODS)[number];

/** What has rights, or belongs to what has. */
export const SUBJECT_TYPES = ['user', 'application', 'group'] as const;
export type SubjectType = (typeof SUBJECT_TYPES)[number];

/** Epochs of a user and of its organization as they were when a person proved who they are; the proof ends when one moves. */
export interface SignInEpochs {
  readonly user: number;
  readonly organization: number;
}

/** Whoever makes a request, once authenticated. */
export interface Actor {
  readonly type: 'user' | 'application';
  readonly id: number;
  readonly name: string;
  /** Where the identity belongs. */
  readonly homeOrganizationId: number;
  /** Where it acts in this request. */
  readonly organizationId: number;
  readonly authentication: AuthenticationMethod;
  /** When a person last proved who they are; null for programs and API keys, which never do. */
  readonly authenticatedAt: Date | null;
  /** The person has a second factor, so fresh authentication means both. */
  readonly hasSecondFactor: boolean;
  /** What an application is held to beside its grants; null for persons. */
  readonly authorizedResources: readonly AuthorizedResource[] | null;
  /** What proved it: revoked, it ends open streams as well. */
  readonly proof:
    | { readonly kind: 'password'; readonly epochs: SignInEpochs }
    | { readonly kind: 'api_key'; readonly id: number }
    | { readonly kind: 'user_token'; readonly id: string; readonly epochs: SignInEpochs }
    | { readonly kind: 'access_token'; readonly id: string; readonly epochs: Pick<SignInEpochs, 'organization'> };
}

/** A grant that a subject holds, itself or through a group. */
export interface HeldGrant {
  readonly id: number;
  readonly role: string;
  readonly permissions: ReadonlySet<Permission>;
  /** The scope that it is on, or in which its resource lies. */
  readonly scopeId: number;
  /** Not null: it holds for this resource alone. */
  readonly resourceId: number | null;
  readonly expiresAt: Date | null;
  /** The group through which it is held. */
  readonly groupId: number | null;
}

/** Ids of scopes from the root down. */
export interface ScopeTree {
  readonly rootId: number;
  /** The scope itself and all above it, the root first; empty for a scope that is not in the tree. */
  lineage(scopeId: number): readonly number[];
  /** The scope itself and all below it. */
  subtree(scopeId: number): readonly number[];
}

/** Where an object lies. `scopeId: null`: it belongs to the organization as a whole, thus to the root. */
export interface Place {
  readonly scopeId: number | null;
  readonly resourceId: number | null;
}

export const WHOLE_ORGANIZATION: Place = { scopeId: null, resourceId: null };

/** What an application is restricted to, beside its grants: all conditions of one rule must hold. */
export interface AuthorizedResource {
  /** Tags of openapi.yaml. */
  readonly areas: readonly string[];
  /** operationIds; null: all of the areas. */
  readonly operations: readonly string[] | null;
  /** With all below them; null: no restriction. */
  readonly scope_ids: readonly number[] | null;
  readonly resource_ids: readonly number[] | null;
  /** Addresses and CIDR ranges; null: from anywhere. */
  readonly addresses: readonly string[] | null;
  readonly expires_at: Date | null;
}

/** An operation of openapi.yaml, as applications are authorized for it. */
export interface NamedOperation {
  readonly id: string;
  /** Its tag. */
  readonly area: string;
}

/** Operations of one area. */
export function namedIn(area: string, ...ids: readonly string[]): readonly NamedOperation[] {
  return ids.map((id) => ({ id, area }));
}

export function isNamedBy({ areas, operations }: AuthorizedResource, { id, area }: NamedOperation): boolean {
  return areas.includes(area) && (operations === null || operations.includes(id));
}

/** Everything that decides for one subject in one organization. */
export interface AccessProfile {
  readonly grants: readonly HeldGrant[];
  readonly tree: ScopeTree;
}

export type Decision =
  | { readonly allowed: true; readonly reason: string; readonly by: readonly HeldGrant[] }
  | { readonly allowed: false; readonly reason: string; readonly by: readonly [] };

/** Whether `grant` holds for what lies at `place`. */
export function coversPlace(grant: Pick<HeldGrant, 'scopeId' | 'resourceId'>, place: Place, tree: ScopeTree): boolean {
  if (grant.resourceId !== null) return grant.resourceId === place.resourceId;
  return tree.lineage(place.scopeId ?? tree.rootId).includes(grant.scopeId);
}

function isInForce({ expiresAt }: Pick<HeldGrant, 'expiresAt'>, now: Date): boolean {
  return expiresAt === null || expiresAt > now;
}

/** Grants that have not expired. */
export function heldInForce({ grants }: Pick<AccessProfile, 'grants'>, now: Date): readonly HeldGrant[] {
  return grants.filter((grant) => isInForce(grant, now));
}

/** Grants in force that hold `permission`, wherever that may be. */
export function grantsWith(profile: AccessProfile, permission: Permission, now: Date): readonly HeldGrant[] {
  return profile.grants.filter((grant) => grant.permissions.has(permission) && isInForce(grant, now));
}

/** Decides whether the subject of `profile` may do what needs `permission` at `place`. */
export function decideAccess(profile: AccessProfile, permission: Permission, place: Place, now: Date): Decision {
  const holding = grantsWith(profile, permission, now);
  const by = holding.filter((grant) => coversPlace(grant, place, profile.tree));
  if (by.length > 0) {
    return { allowed: true, reason: `${permission} by ${by.map(wordsOf).join(', ')}`, by };
  }
  const reason =
    holding.length === 0
      ? `no grant in force holds ${permission}`
      : `${permission} is granted elsewhere, but not for this object`;
  return { allowed: false, reason, by: [] };
}

function wordsOf({ id, role, groupId }: HeldGrant): string {
  return `grant ${id} (role ${role}${groupId === null ? '' : `, through group ${groupId}`})`;
}

/** Set of places; `everywhere` spares the sets. */
export interface Reach {
  readonly everywhere: boolean;
  /** Scopes in full: each is listed, those below included. */
  readonly scopes: ReadonlySet<number>;
  readonly resources: ReadonlySet<number>;
}

/** All places where {@link decideAccess} allows `permission`. */
export function reachOf(profile: AccessProfile, permission: Permission, now: Date): Reach {
  return placesOf(grantsWith(profile, permission, now), profile.tree);
}

/** All places for which one of `grants` holds. */
export function placesOf(grants: readonly Pick<HeldGrant, 'scopeId' | 'resourceId'>[], tree: ScopeTree): Reach {
  const scopes = new Set<number>();
  const resources = new Set<number>();
  for (const { scopeId, resourceId } of grants) {
    if (resourceId !== null) resources.add(resourceId);
    else if (scopeId === tree.rootId) return { everywhere: true, scopes: new Set(), resources: new Set() };
    else if (!scopes.has(scopeId)) for (const id of tree.subtree(scopeId)) scopes.add(id);
  }
  return { everywhere: false, scopes, resources };
}

/** Whether what lies at `place` is within reach; says what {@link decideAccess} says, and has a cost of its own only once. */
export function isWithin(reach: Reach, { scopeId, resourceId }: Place): boolean {
  if (reach.everywhere) return true;
  return (scopeId !== null && reach.scopes.has(scopeId)) || (resourceId !== null && reach.resources.has(resourceId));
}

/** The places that the rules let be touched. */
export function reachOfRules(rules: readonly AuthorizedResource[], tree: ScopeTree): Reach {
  const scopes = new Set<number>();
  const resources = new Set<number>();
  for (const { scope_ids, resource_ids } of rules) {
    const isUnrestricted = scope_ids === null && resource_ids === null;
    if (isUnrestricted || scope_ids?.includes(tree.rootId)) {
      return { everywhere: true, scopes: new Set(), resources: new Set() };
    }
    for (const id of scope_ids ?? []) for (const below of tree.subtree(id)) scopes.add(below);
    for (const id of resource_ids ?? []) resources.add(id);
  }
  return { everywhere: false, scopes, resources };
}
