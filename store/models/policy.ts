/** Policies with all their versions, and what they are bound to. */

import type { Connection } from 'mongoose';
import { Schema } from 'mongoose';
import type { BindingTarget } from '../../domain/policy/effective.ts';
import type { PolicyRules } from '../../domain/policy/rules.ts';
import { defineModel, only, TRACKED_FIELDS, type Tracked } from './define-model.ts';
import type { ActiveStatus } from './identity.ts';

/** What a version of a policy says. */
export interface PolicyContent {
  readonly rules: PolicyRules;
  /** Cedar; null: none. */
  readonly conditions: string | null;
}

/** In its present version. */
export interface PolicyDocument extends PolicyContent, Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly name: string;
  readonly description: string | null;
  readonly status: ActiveStatus;
  /** Grows by one with each change of the content. */
  readonly version: number;
}

export interface PolicyVersionDocument extends PolicyContent {
  /** `<policy>:<version>` */
  readonly _id: string;
  readonly organization_id: number;
  readonly policy_id: number;
  readonly version: number;
  readonly created_at: Date;
  readonly last_event_id: string;
}

export interface PolicyBindingDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly policy_id: number;
  readonly target_type: BindingTarget;
  readonly target_id: number;
  /** The scope that it is bound to, or in which its resource lies: it moves with the resource. */
  readonly scope_id: number;
  readonly resource_id: number | null;
  readonly status: ActiveStatus;
}

const inOrganization = { organization_id: { type: Number, required: true } } as const;
const required = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const content = {
  rules: { type: Schema.Types.Mixed, required: true },
  conditions: { type: String, default: null },
} as const;

/** Policies by which rotations become due. */
export const ROTATES = { 'rules.rotation_interval_days': { $gt: 0 } } as const;
/** The same of looks at devices. */
export const LOOKS = { 'rules.discovery_interval_days': { $gt: 0 } } as const;

export function policyModels(connection: Connection) {
  return {
    policies: defineModel<PolicyDocument>(
      connection,
      'policies',
      {
        _id: Number,
        ...inOrganization,
        name: required,
        description: { type: String, default: null },
        status: required,
        version: number,
        ...content,
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, name: 1 }, options: { unique: true } },
        { keys: { organization_id: 1, _id: 1 } },
        // Asked for every minute, over all organizations.
        { keys: { 'rules.rotation_interval_days': 1 }, options: { ...only(ROTATES), name: 'rotates' } },
        { keys: { 'rules.discovery_interval_days': 1 }, options: { ...only(LOOKS), name: 'looks' } },
      ],
    ),
    policyVersions: defineModel<PolicyVersionDocument>(
      connection,
      'policy_versions',
      {
        _id: String,
        ...inOrganization,
        policy_id: number,
        version: number,
        ...content,
        created_at: { type: Date, required: true },
        last_event_id: required,
      },
      [{ keys: { policy_id: 1, version: 1 }, options: { unique: true } }],
    ),
    policyBindings: defineModel<PolicyBindingDocument>(
      connection,
      'policy_bindings',
      {
        _id: Number,
        ...inOrganization,
        policy_id: number,
        target_type: required,
        target_id: number,
        scope_id: number,
        resource_id: { type: Number, default: null },
        status: required,
        ...TRACKED_FIELDS,
      },
      [
        // A policy is bound to a place once.
        {
          keys: { organization_id: 1, target_type: 1, target_id: 1, policy_id: 1 },
          options: { unique: true, ...only({ status: 'active' }), name: 'one_active_of_a_kind' },
        },
        { keys: { organization_id: 1, scope_id: 1 } },
        { keys: { policy_id: 1 } },
        { keys: { resource_id: 1 }, options: only({ resource_id: { $type: 'number' } }) },
        { keys: { organization_id: 1, _id: 1 } },
      ],
    ),
  };
}
