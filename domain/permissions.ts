/** What can be permitted at all, and the roles that every organization has. */

export const PERMISSIONS = [
  'organization:write',
  'organization:manage',
  'user:read',
  'user:write',
  'api_key:read',
  'api_key:write',
  'group:read',
  'group:write',
  'application:read',
  'application:write',
  'role:read',
  'role:write',
  'grant:read',
  'grant:write',
  'identity_provider:read',
  'identity_provider:write',
  'workload_issuer:read',
  'workload_issuer:write',
  'scope:read',
  'scope:write',
  'device:read',
  'device:write',
  'device:discover',
  'platform:read',
  'platform:write',
  'resource:read',
  'resource:write',
  'resource:verify',
  'resource:rotate',
  'resource:reconcile',
  'resource:connect',
  'credential:read',
  'credential:write',
  'credential:checkout',
  'credential:recall',
  'session:read',
  'session:watch',
  'session:moderate',
  'session:terminate',
  'recording:read',
  'protected_information:read',
  'protected_information:write',
  'protected_information:retrieve',
  'policy:read',
  'policy:write',
  'approval:read',
  'approval:decide',
  'break_glass:use',
  'job:read',
  'job:cancel',
  'event:read',
  'finding:read',
  'finding:triage',
  'finding:accept',
  'access_review:read',
  'access_review:manage',
  'access_review:decide',
  'report:read',
  'audit:read',
  'log_collector:read',
  'log_collector:write',
  'notification:read',
  'notification:write',
  'ledger:verify',
  'ledger:witness',
  'ledger:manage',
  'ledger:erase',
  'evidence:create',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export function isPermission(value: unknown): value is Permission {
  return PERMISSIONS.some((permission) => permission === value);
}

/** The organization that was there first; who manages organizations does it from there. */
export const FIRST_ORGANIZATION_ID = 1;

/** Worth something in the first organization alone: they reach over the others. */
const PLATFORM_PERMISSIONS: readonly Permission[] = ['organization:manage'];

const INVENTORY_READS = [
  'scope:read',
  'device:read',
  'platform:read',
  'resource:read',
  'credential:read',
  'session:read',
  'protected_information:read',
  'policy:read',
  'approval:read',
  'job:read',
  'event:read',
  'finding:read',
  'report:read',
] as const satisfies readonly Permission[];

/**
 * Roles of every organization. Nobody but an administrator acts without consent in an emergency; a requester may ask for
 * what a viewer only sees.
 */
export const BUILT_IN_ROLES = {
  viewer: INVENTORY_READS,
  auditor: [
    ...PERMISSIONS.filter((permission) => permission.endsWith(':read')),
    // These change nothing but the evidence, by what is added to it.
    'ledger:witness',
    'ledger:verify',
    'evidence:create',
  ],
  operator: [
    ...INVENTORY_READS,
    'audit:read',
    'device:discover',
    'resource:verify',
    'resource:rotate',
    'resource:reconcile',
    'credential:recall',
    'session:watch',
    'session:moderate',
    'session:terminate',
    'job:cancel',
    'finding:triage',
    'ledger:verify',
  ],
  requester: [...INVENTORY_READS, 'resource:connect', 'credential:checkout', 'protected_information:retrieve'],
  approver: [...INVENTORY_READS, 'approval:decide', 'finding:accept', 'access_review:read', 'access_review:decide'],
  policy_author: [...INVENTORY_READS, 'policy:write'],
  admin: PERMISSIONS,
} as const satisfies Record<string, readonly Permission[]>;

export type BuiltInRole = keyof typeof BUILT_IN_ROLES;

export function isBuiltInRole(name: string): name is BuiltInRole {
  return Object.hasOwn(BUILT_IN_ROLES, name);
}

/** What `permissions` are worth in an organization. */
export function effectiveIn(organizationId: number, permissions: readonly Permission[]): readonly Permission[] {
  if (organizationId === FIRST_ORGANIZATION_ID) return permissions;
  return permissions.filter((permission) => !PLATFORM_PERMISSIONS.includes(permission));
}
