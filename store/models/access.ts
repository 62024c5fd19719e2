/** What rights are made of: roles, groups with their members, and grants. */

import type { Connection } from 'mongoose';
import type { SubjectType } from '../../domain/access.ts';
import type { Permission } from '../../domain/permissions.ts';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';
import type { ActiveStatus } from './identity.ts';

/** A role that an organization has made for itself. */
export interface RoleDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** Grants name it, so it never changes. */
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly Permission[];
  readonly status: ActiveStatus;
}

export interface GroupDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly name: string;
  readonly description: string | null;
  readonly status: ActiveStatus;
}

export interface GroupMemberDocument {
  /** `<group>:<user>` */
  readonly _id: string;
  readonly organization_id: number;
  readonly group_id: number;
  readonly user_id: number;
  /** The identity provider that says so at every sign-in; null: a person said so. */
  readonly identity_provider_id: number | null;
  readonly created_at: Date;
  readonly last_event_id: string;
}

export interface GrantDocument extends Tracked {
  readonly _id: number;
  /** Where it holds; the subject may belong to another organization. */
  readonly organization_id: number;
  readonly subject_type: SubjectType;
  readonly subject_id: number;
  /** Where the subject belongs. */
  readonly subject_organization_id: number;
  readonly role: string;
  /** The scope that it is on, or in which its resource lies: it moves with the resource. */
  readonly scope_id: number;
  readonly resource_id: number | null;
  readonly expires_at: Date | null;
  readonly status: 'active' | 'revoked';
  readonly granted_by: string;
  /** Where it was a user; not on grants from before this was kept. */
  readonly granted_by_user_id?: number | null;
  readonly reason: string | null;
  readonly revoked_at: Date | null;
}

const inOrganization = { _id: Number, organization_id: { type: Number, required: true } } as const;
const required = { type: String, required: true } as const;
const optional = { type: String, default: null } as const;
const uniqueName = { keys: { organization_id: 1, name: 1 }, options: { unique: true } } as const;

export function accessModels(connection: Connection) {
  return {
    roles: defineModel<RoleDocument>(
      connection,
      'roles',
      {
        ...inOrganization,
        name: required,
        description: optional,
        permissions: { type: [String], required: true },
        status: required,
        ...TRACKED_FIELDS,
      },
      [uniqueName],
    ),
    groups: defineModel<GroupDocument>(
      connection,
      'groups',
      { ...inOrganization, name: required, description: optional, status: required, ...TRACKED_FIELDS },
      [uniqueName],
    ),
    groupMembers: defineModel<GroupMemberDocument>(
      connection,
      'group_members',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        group_id: { type: Number, required: true },
        user_id: { type: Number, required: true },
        identity_provider_id: { type: Number, default: null },
        created_at: { type: Date, required: true },
        last_event_id: required,
      },
      [{ keys: { group_id: 1, user_id: 1 }, options: { unique: true } }, { keys: { user_id: 1 } }],
    ),
    grants: defineModel<GrantDocument>(
      connection,
      'grants',
      {
        ...inOrganization,
        subject_type: required,
        subject_id: { type: Number, required: true },
        subject_organization_id: { type: Number, required: true },
        role: required,
        scope_id: { type: Number, required: true },
        resource_id: { type: Number, default: null },
        expires_at: { type: Date, default: null },
        status: required,
        granted_by: required,
        granted_by_user_id: { type: Number, default: null },
        reason: optional,
        revoked_at: { type: Date, default: null },
        ...TRACKED_FIELDS,
      },
      [
        // The same right is given once: a second request finds the first.
        {
          keys: { organization_id: 1, subject_type: 1, subject_id: 1, role: 1, scope_id: 1, resource_id: 1 },
          options: { unique: true, partialFilterExpression: { status: 'active' }, name: 'one_active_of_a_kind' },
        },
        { keys: { subject_type: 1, subject_id: 1, organization_id: 1, status: 1 } },
        { keys: { organization_id: 1, status: 1, scope_id: 1 } },
        { keys: { organization_id: 1, status: 1, role: 1, scope_id: 1 } },
        { keys: { resource_id: 1 }, options: { partialFilterExpression: { resource_id: { $type: 'number' } } } },
        { keys: { organization_id: 1, _id: 1 } },
      ],
    ),
  };
}
