/** What Capstan manages: scopes, devices, platforms and resources. */

import type { Connection } from 'mongoose';
import type { LoginGuardRules } from '../../domain/login-guard.ts';
import type { PasswordRules } from '../../domain/password-rules.ts';
import type { PlatformTimeouts } from '../../domain/platform.ts';
import type { ResourceStatus, ResourceType } from '../../domain/resource.ts';
import type { ConnectorKind, EndpointTrust } from '../../domain/target.ts';
import { defineModel, only, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface ScopeDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly name: string;
  /** null for the root of the organization's tree. */
  readonly parent_id: number | null;
  /** Ids from the root down to the parent. */
  readonly ancestors: readonly number[];
}

export interface DeviceDocument extends Tracked {
  readonly _id: number;
  readonly public_id: string;
  readonly organization_id: number;
  readonly scope_id: number;
  readonly name: string;
  readonly kind: 'postgres' | 'ssh';
  readonly address: string;
  readonly port: number;
  readonly trust: EndpointTrust;
  /** Resource whose credential sets other accounts of this device; a resource may name its own. */
  readonly reconcile_resource_id: number | null;
  readonly status: 'active' | 'inactive';
}

export interface PlatformDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly name: string;
  readonly connector: ConnectorKind;
  readonly settings: Record<string, unknown>;
  readonly password_rules: PasswordRules | null;
  /** Who changes the credential on rotation. */
  readonly change_by: 'self' | 'reconcile_account';
  readonly timeouts: PlatformTimeouts;
  readonly login_guard: LoginGuardRules;
  readonly max_parallel_per_device: number;
  /** Of jobs by a plan, over all devices; null: not bounded so. */
  readonly max_parallel?: number | null;
}

export interface ResourceDocument extends Tracked {
  readonly _id: number;
  readonly public_id: string;
  readonly organization_id: number;
  readonly scope_id: number;
  readonly device_id: number;
  readonly platform_id: number;
  readonly name: string;
  readonly type: ResourceType;
  /** The login on the device. */
  readonly username: string;
  readonly status: ResourceStatus;
  readonly status_detail: string | null;
  readonly reconcile_resource_id: number | null;
  readonly verified_at: Date | null;
  readonly rotated_at: Date | null;
}

const inOrganization = { _id: Number, organization_id: { type: Number, required: true } } as const;
const named = { name: { type: String, required: true } } as const;
const uniqueName = { keys: { organization_id: 1, name: 1 }, options: { unique: true } } as const;
/** Unique over the organization, a name would tell of objects out of reach. */
const uniqueNameInScope = { keys: { organization_id: 1, scope_id: 1, name: 1 }, options: { unique: true } } as const;

/** Whom a reconcile account sets the credentials of. */
const reconciledBy = {
  keys: { reconcile_resource_id: 1 },
  options: only({ reconcile_resource_id: { $gt: 0 } }),
} as const;

export function inventoryModels(connection: Connection) {
  return {
    scopes: defineModel<ScopeDocument>(
      connection,
      'scopes',
      {
        ...inOrganization,
        ...named,
        parent_id: { type: Number, default: null },
        ancestors: { type: [Number], required: true },
        ...TRACKED_FIELDS,
      },
      [{ keys: { organization_id: 1, parent_id: 1, name: 1 }, options: { unique: true } }, { keys: { ancestors: 1 } }],
    ),
    devices: defineModel<DeviceDocument>(
      connection,
      'devices',
      {
        ...inOrganization,
        ...named,
        public_id: { type: String, required: true },
        scope_id: { type: Number, required: true },
        kind: { type: String, required: true },
        address: { type: String, required: true },
        port: { type: Number, required: true },
        trust: { type: Object, required: true },
        reconcile_resource_id: { type: Number, default: null },
        status: { type: String, required: true },
        ...TRACKED_FIELDS,
      },
      [uniqueNameInScope, { keys: { organization_id: 1, scope_id: 1, _id: 1 } }, reconciledBy],
    ),
    platforms: defineModel<PlatformDocument>(
      connection,
      'platforms',
      {
        ...inOrganization,
        ...named,
        connector: { type: String, required: true },
        settings: { type: Object, required: true },
        password_rules: { type: Object, default: null },
        change_by: { type: String, required: true },
        timeouts: { type: Object, required: true },
        login_guard: { type: Object, required: true },
        max_parallel_per_device: { type: Number, required: true },
        max_parallel: { type: Number, default: null },
        ...TRACKED_FIELDS,
      },
      [uniqueName],
    ),
    resources: defineModel<ResourceDocument>(
      connection,
      'resources',
      {
        ...inOrganization,
        ...named,
        public_id: { type: String, required: true },
        scope_id: { type: Number, required: true },
        device_id: { type: Number, required: true },
        platform_id: { type: Number, required: true },
        type: { type: String, required: true },
        username: { type: String, required: true },
        status: { type: String, required: true },
        status_detail: { type: String, default: null },
        reconcile_resource_id: { type: Number, default: null },
        verified_at: { type: Date, default: null },
        rotated_at: { type: Date, default: null },
        ...TRACKED_FIELDS,
      },
      [
        uniqueNameInScope,
        { keys: { organization_id: 1, scope_id: 1, _id: 1 } },
        reconciledBy,
        { keys: { organization_id: 1, _id: 1 } },
        { keys: { organization_id: 1, status: 1, _id: 1 } },
        { keys: { device_id: 1 } },
        { keys: { platform_id: 1 } },
      ],
    ),
  };
}
