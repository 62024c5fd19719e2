/** Who may do what: permissions, built-in roles, and the decision that every operation passes. */

export const PERMISSIONS = [
  'scope:read',
  'scope:write',
  'device:read',
  'device:write',
  'platform:read',
  'platform:write',
  'resource:read',
  'resource:write',
  'resource:verify',
  'resource:rotate',
  'resource:reconcile',
  'credential:read',
  'credential:write',
  'job:read',
  'job:cancel',
  'audit:read',
  'application:read',
  'application:write',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

const READS = PERMISSIONS.filter((permission) => permission.endsWith(':read'));

export const ROLES = {
  viewer: READS.filter((permission) => permission !== 'audit:read' && permission !== 'application:read'),
  auditor: READS,
  operator: [
    ...READS.filter((permission) => permission !== 'application:read'),
    'resource:verify',
    'resource:rotate',
    'resource:reconcile',
    'job:cancel',
  ],
  admin: PERMISSIONS,
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof ROLES;

/** Whoever makes a request, once authenticated. */
export interface Actor {
  readonly type: 'user' | 'application';
  readonly id: number;
  readonly name: string;
  readonly organizationId: number;
  readonly role: Role;
  readonly authentication: 'basic' | 'oauth2_client_credentials';
}

export type Decision =
  | { readonly allowed: true; readonly permission: Permission | null; readonly reason: string }
  | { readonly allowed: false; readonly permission: Permission | null; readonly reason: string };

/**
 * Decides whether `actor` may do what needs `permission`; null = being authenticated is enough.
 * Objects of other organizations never come into question here: every query is bound to the actor's.
 */
export function decideAccess(actor: Actor, permission: Permission | null): Decision {
  if (permission === null) return { allowed: true, permission, reason: 'open to every authenticated caller' };
  const held: readonly Permission[] = ROLES[actor.role];
  return held.includes(permission)
    ? { allowed: true, permission, reason: `role ${actor.role} holds ${permission}` }
    : { allowed: false, permission, reason: `role ${actor.role} does not hold ${permission}` };
}
