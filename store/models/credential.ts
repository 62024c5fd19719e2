/** Credentials and their versions; the secret itself is sealed (store/vault). */

import type { Connection } from 'mongoose';
import type { VersionState } from '../../domain/resource.ts';
import type { CredentialKind } from '../../domain/target.ts';
import type { SealedSecret } from '../vault/sealed-secret.ts';
import { defineModel, only, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface CredentialDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** Of the resource; it moves with it. */
  readonly scope_id: number;
  readonly resource_id: number;
  readonly kind: CredentialKind;
  readonly status: 'active' | 'inactive';
  /** Highest version number given out. */
  readonly latest_version: number;
  /** Times of logins that the target refused; the login guard counts them. */
  readonly failed_logins: readonly Date[];
  /** Logins that were begun and whose end is not told: they count as well. */
  readonly open_logins: readonly { readonly id: string; readonly at: Date }[];
  /** The shared key that the account is to have; null or left out: it has a secret of its own. */
  readonly ssh_key_id?: number | null;
  /** The SSH certificate authority that the target trusts; null or left out: it logs in with a secret. */
  readonly authority_id?: number | null;
  /** Who has it checked out; null or left out: nobody has yet. */
  readonly custody?: CredentialCustody | null;
  /** How many sessions have begun with it; left out: none. Written so that they meet whoever takes it alone. */
  readonly sessions_begun?: number;
}

/** What decides whether the credential may be checked out, or changed: written with every custody of it. */
export interface CredentialCustody {
  /** Ids of custodies that are held. */
  readonly holders: readonly number[];
  /** Whether the one who holds it does so alone. */
  readonly exclusive: boolean;
  /** Somebody knows the secret who is not to use it any more: nobody gets it before it has changed. */
  readonly turning_due: boolean;
  /** The rotation that was asked for last because of that: several who held it together wait for one. */
  readonly turning_job_id?: number | null;
}

export interface CredentialVersionDocument {
  /** `<credential>:<version>` */
  readonly _id: string;
  readonly organization_id: number;
  readonly credential_id: number;
  readonly version: number;
  readonly state: VersionState;
  /** Rotation that made it; null for what a client handed in. */
  readonly rotation_id: string | null;
  /** null: it is a version of a shared key, which holds the secret for all of its accounts, or of an authority. */
  readonly sealed: SealedSecret | null;
  /** That version; null or left out: the secret is its own. */
  readonly ssh_key?: SshKeyVersionRef | null;
  /** The version of the authority that certifies its logins; null or left out: there is a secret. */
  readonly authority?: AuthorityVersionRef | null;
  /** Public half, one line, of an SSH key. */
  readonly public_key: string | null;
  /** Whether the old key of an SSH account may still lie on the target. */
  readonly removal_due: boolean;
  readonly created_at: Date;
  readonly promoted_at: Date | null;
  readonly retired_at: Date | null;
}

/** Names a version of a shared SSH key. */
export interface SshKeyVersionRef {
  readonly id: number;
  readonly version: number;
}

/** Names a version of an SSH certificate authority. */
export interface AuthorityVersionRef {
  readonly id: number;
  readonly version: number;
}

/** The public key that clients' secrets are sealed to; the worker publishes it, the API reads it. */
export interface VaultInboxKeyDocument {
  readonly _id: string;
  readonly jwk: Record<string, unknown>;
  readonly created_at: Date;
  /** The newest active key is the one to use. */
  readonly active: boolean;
}

export function credentialModels(connection: Connection) {
  return {
    credentials: defineModel<CredentialDocument>(
      connection,
      'credentials',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        resource_id: { type: Number, required: true },
        kind: { type: String, required: true },
        status: { type: String, required: true },
        latest_version: { type: Number, required: true },
        failed_logins: { type: [Date], required: true },
        open_logins: { type: [{ _id: false, id: String, at: Date }], default: [] },
        ssh_key_id: { type: Number, default: null },
        authority_id: { type: Number, default: null },
        custody: { type: Object, default: null },
        sessions_begun: { type: Number, default: 0 },
        ...TRACKED_FIELDS,
      },
      [
        {
          keys: { resource_id: 1 },
          options: { unique: true, partialFilterExpression: { status: 'active' }, name: 'one_active_per_resource' },
        },
        { keys: { organization_id: 1, resource_id: 1, _id: 1 } },
        { keys: { ssh_key_id: 1, _id: 1 }, options: only({ ssh_key_id: { $gt: 0 } }) },
        { keys: { authority_id: 1, _id: 1 }, options: only({ authority_id: { $gt: 0 } }) },
        { keys: { organization_id: 1, scope_id: 1, _id: 1 } },
      ],
    ),
    credentialVersions: defineModel<CredentialVersionDocument>(
      connection,
      'credential_versions',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        credential_id: { type: Number, required: true },
        version: { type: Number, required: true },
        state: { type: String, required: true },
        rotation_id: { type: String, default: null },
        sealed: { type: Object, default: null },
        ssh_key: { type: Object, default: null },
        authority: { type: Object, default: null },
        public_key: { type: String, default: null },
        removal_due: { type: Boolean, required: true },
        created_at: { type: Date, required: true },
        promoted_at: { type: Date, default: null },
        retired_at: { type: Date, default: null },
      },
      [
        { keys: { credential_id: 1, version: 1 }, options: { unique: true } },
        { keys: { 'ssh_key.id': 1, state: 1 }, options: only({ 'ssh_key.id': { $gt: 0 } }) },
        ...(['pending', 'current', 'previous'] as const).map((state) => ({
          keys: { credential_id: 1, state: 1 } as const,
          options: { unique: true, partialFilterExpression: { state }, name: `one_${state}` },
        })),
        {
          keys: { rotation_id: 1 },
          options: { unique: true, partialFilterExpression: { rotation_id: { $type: 'string' } } },
        },
      ],
    ),
    vaultInboxKeys: defineModel<VaultInboxKeyDocument>(connection, 'vault_inbox_keys', {
      _id: String,
      jwk: { type: Object, required: true },
      created_at: { type: Date, required: true },
      active: { type: Boolean, required: true },
    }),
  };
}
