/** Why somebody may or may not do something: asks what real requests are asked, and keeps what it was told. */

import {
  type AccessProfile,
  type Actor,
  type AuthorizedResource,
  decideAccess,
  grantsWith,
  type HeldGrant,
  isWithin,
  type Place,
  reachOfRules,
  WHOLE_ORGANIZATION,
} from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { OperationContract } from '../contract.ts';
import { admit } from './admit.ts';
import { rulesFor } from './application-limits.ts';
import { RequestAccess } from './request-access.ts';

export interface AccessQuestion {
  readonly actor: Pick<Actor, 'authorizedResources'>;
  readonly profile: AccessProfile;
  readonly place: Place;
  /** undefined: from any. */
  readonly address: string | null | undefined;
  readonly now: Date;
}

export interface Explanation {
  readonly allowed: boolean;
  /** null: being authenticated is enough. */
  readonly permission: Permission | null;
  readonly reason: string;
  readonly by: readonly HeldGrant[];
  /** Where a grant of the permission is missing; null: nowhere. */
  readonly missingAt: Place | null;
}

/** Whether `operation` would be carried out on what lies at the place, as far as the actor decides that. */
export function explainOperation(question: AccessQuestion, operation: OperationContract): Explanation {
  const { permission, reach } = operation;
  const place = reach === 'organization' ? WHOLE_ORGANIZATION : question.place;
  try {
    const access = admit({ ...atAddress(question), operation, isOwn: false });
    if (permission === null) return { ...NO_GRANT_NEEDED, permission };
    if (reach !== 'anywhere') return explained(question, access, permission, place);
    const by = grantsWith(question.profile, permission, question.now);
    return {
      allowed: true,
      permission,
      reason: `${permission} is held, and it is enough to hold it anywhere`,
      by,
      missingAt: null,
    };
  } catch (error) {
    if (!(error instanceof CapstanError)) throw error;
    return {
      allowed: false,
      permission,
      reason: error.message,
      by: [],
      missingAt: missingAt(question, permission, place),
    };
  }
}

/** The same of everything that needs `permission`: an application is authorized where one such operation is. */
export function explainPermission(
  question: AccessQuestion,
  permission: Permission,
  operations: Iterable<OperationContract>,
): Explanation {
  const { actor, profile, address, now } = atAddress(question);
  const needing = [...operations].filter((operation) => operation.permission === permission);
  const rules = actor.authorizedResources?.filter((rule) =>
    needing.some((operation) => rulesFor([rule], { operation, address, now }).length > 0),
  );
  const access = new RequestAccess({ profile, permission, rules: rules ?? null, now });
  return explained(question, access, permission, question.place);
}

/** What an application's authorized resources leave it of its permissions at the place; all of them for others. */
export function permissionsLeft(
  question: AccessQuestion,
  permissions: ReadonlySet<Permission>,
  operations: Iterable<OperationContract>,
): ReadonlySet<Permission> {
  const { actor, profile, address, now } = atAddress(question);
  if (!actor.authorizedResources) return permissions;
  const left = new Set<Permission>();
  for (const rule of actor.authorizedResources) {
    if (!isWithin(reachOfRules([rule], profile.tree), question.place)) continue;
    for (const operation of operations) {
      const { permission } = operation;
      if (permission === null || !permissions.has(permission) || left.has(permission)) continue;
      if (rulesFor([rule], { operation, address, now }).length > 0) left.add(permission);
    }
  }
  return left;
}

const NO_GRANT_NEEDED = {
  allowed: true,
  reason: 'everybody who is authenticated may; the answer shows what the caller may see',
  by: [],
  missingAt: null,
} as const;

function explained(question: AccessQuestion, access: RequestAccess, permission: Permission, place: Place): Explanation {
  const { allowed, reason, by } = access.decide(place, permission);
  return { allowed, permission, reason, by, missingAt: allowed ? null : missingAt(question, permission, place) };
}

function missingAt({ profile, now }: AccessQuestion, permission: Permission | null, place: Place): Place | null {
  return permission === null || decideAccess(profile, permission, place, now).allowed ? null : place;
}

/** Where the address does not matter, no rule asks for one. */
function atAddress({ actor, profile, address, now }: AccessQuestion) {
  const { authorizedResources } = actor;
  if (address !== undefined) return { actor, profile, address, now };
  const anywhere = (rule: AuthorizedResource): AuthorizedResource => ({ ...rule, addresses: null });
  return { actor: { authorizedResources: authorizedResources?.map(anywhere) ?? null }, profile, address: null, now };
}
