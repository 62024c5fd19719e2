/** A role on the wire: those of the organization, and those that every organization has. */

import { BUILT_IN_ROLES, type BuiltInRole, effectiveIn } from '../../../domain/permissions.ts';
import type { RoleDocument } from '../../../store/models/access.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

type WireRole = components['schemas']['Role'];

const DESCRIPTIONS = {
  viewer: 'Reads the inventory and its jobs.',
  auditor: 'Reads everything, the audit log and who may do what included.',
  operator: 'Reads the inventory and the audit log; verifies, rotates and reconciles; cancels jobs.',
  requester: 'Reads the inventory, and will ask for access.',
  approver: 'Reads the inventory, and will decide what others ask for.',
  policy_author: 'Reads the inventory; writes policies, and binds them.',
  admin: 'May do everything in the organization.',
} as const satisfies Record<BuiltInRole, string>;

export function presentRole(role: RoleDocument): WireRole {
  return {
    name: role.name,
    description: role.description,
    built_in: false,
    permissions: [...role.permissions].sort(),
    status: role.status,
    ...wireTracked(role),
  };
}

export function presentBuiltInRole(name: BuiltInRole, organizationId: number): WireRole {
  return {
    name,
    description: DESCRIPTIONS[name],
    built_in: true,
    permissions: [...effectiveIn(organizationId, BUILT_IN_ROLES[name])].sort(),
    status: 'active',
    created_at: null,
    updated_at: null,
    last_event_id: null,
  };
}

/** How the audit log names it. */
export function roleTarget(name: string) {
  return { type: 'role', id: name } as const;
}
