/** Organizations and the identities that act in them. */

import type { Connection } from 'mongoose';
import type { AuthorizedResource } from '../../domain/access.ts';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export type ActiveStatus = 'active' | 'inactive';

export interface OrganizationDocument extends Tracked {
  readonly _id: number;
  /** Lower case, so that it can stand before a user's name: `acme/alice`. */
  readonly name: string;
  readonly status: ActiveStatus;
  /**
   * Grows with every change of who may do what in the organization. All such changes write it, so they run
   * one after another, and what is kept of grants in memory is good as long as it stands still.
   */
  readonly access_epoch: number;
  /** Grows with every change of policies and bindings, in the same way; absent until the first one. */
  readonly policy_epoch?: number;
  /** Moves with every change of a log collector and every pruning; absent until the first one. */
  readonly collector_epoch?: number;
  /** Moves when the organization is deactivated: what its users were let in by before has ended for good. */
  readonly sign_in_epoch: number;
  /** How old an authentication may be for what is dangerous. */
  readonly step_up_minutes: number;
  /** How long a user token works. */
  readonly user_token_minutes: number;
}

/** A time-based second factor (RFC 6238). */
export interface TotpDocument {
  /** Sealed under the shared keys: `seal-identity-secret.ts`. */
  readonly sealed_secret: string;
  /** null until its owner has shown a code. */
  readonly confirmed_at: Date | null;
  /** The newest time step whose code was used: no code works twice. */
  readonly last_step: number;
  /** SHA-256 of recovery codes that are left. */
  readonly recovery_hashes: readonly string[];
}

export interface UserDocument extends Tracked {
  readonly _id: number;
  /** `usr_` + ULID: whoever is told it may grant rights in another organization. */
  readonly public_id: string;
  readonly organization_id: number;
  /** Unique in the organization. */
  readonly name: string;
  readonly display_name: string | null;
  readonly email: string | null;
  /** argon2id, PHC string; null for those who sign in at an identity provider. */
  readonly password_hash: string | null;
  readonly password_changed_at: Date | null;
  readonly totp: TotpDocument | null;
  /** Both null for local users. */
  readonly identity_provider_id: number | null;
  readonly external_subject: string | null;
  /** Counts changes; see `take-turn.ts`. */
  readonly turn?: number;
  readonly status: ActiveStatus;
  /**
   * Moves with every change that ends what the user was let in by: password, second factor, deactivation, recovery.
   * A token says under which it was given, so it does not matter in which order a token is stored and the change.
   */
  readonly sign_in_epoch: number;
  /** When what tells of the person was taken away: such a user is never active again. */
  readonly erased_at?: Date | null;
}

/** Addresses that a user has come in from: guessing from elsewhere does not shut these out. */
export interface KnownAddressDocument {
  /** `<user>|<address>` */
  readonly _id: string;
  readonly expires_at: Date;
}

export interface UserTokenDocument {
  /** SHA-256 of the token, hex. */
  readonly _id: string;
  readonly public_id: string;
  readonly organization_id: number;
  readonly user_id: number;
  readonly method: 'token_basic' | 'token_basic_totp' | 'token_oidc';
  readonly authenticated_at: Date;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly address: string | null;
  /** The sign-in epochs of user and organization that it works under. */
  readonly user_epoch: number;
  readonly organization_epoch: number;
  /** Whose word it was given for, and the sign-in epoch of that; both null for a password. */
  readonly identity_provider_id: number | null;
  readonly provider_epoch: number | null;
}

export interface ApiKeyDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly user_id: number;
  /** Unique among the keys of the user. */
  readonly name: string;
  readonly description: string | null;
  /** How the key begins, to recognise it by. */
  readonly hint: string;
  /** SHA-256 of the key, hex. */
  readonly secret_hash: string;
  readonly status: 'active' | 'revoked';
  readonly expires_at: Date | null;
  /** Addresses and CIDR ranges; empty: from anywhere. */
  readonly allowed_addresses: readonly string[];
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

export interface ApplicationSecret {
  /** `cap_cs_` and some characters, to recognise it by. */
  readonly hint: string;
  /** SHA-256 of the client secret, hex; the secret has 256 bits of entropy, so no slow hash is needed. */
  readonly hash: string;
  readonly created_at: Date;
  /** null for the newest. */
  readonly expires_at: Date | null;
}

/** How an application proves who it is at the token endpoint. */
export const APPLICATION_AUTHENTICATIONS = ['client_secret', 'private_key_jwt', 'workload_identity'] as const;
export type ApplicationAuthentication = (typeof APPLICATION_AUTHENTICATIONS)[number];

/** A public key by which an application proves itself. */
export interface ApplicationKey {
  /** SHA-256 thumbprint (RFC 7638), which tells it from all others. */
  readonly thumbprint: string;
  readonly jwk: Readonly<Record<string, string>>;
}

/** An outside token that is as good as a secret of the application. */
export interface FederatedCredential {
  readonly id: string;
  readonly workload_issuer_id: number;
  /** Claim -> the value that it must have; `sub` is always among them. */
  readonly claims: Readonly<Record<string, string>>;
  readonly created_at: Date;
}

export interface ApplicationDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly scope_id: number;
  readonly name: string;
  readonly description: string | null;
  readonly client_id: string;
  readonly authentication: ApplicationAuthentication;
  /** Two at most: the newest, and the one before while the overlap lasts. */
  readonly secrets: readonly ApplicationSecret[];
  /** For `private_key_jwt`. */
  readonly public_keys: readonly ApplicationKey[];
  readonly federated_credentials: readonly FederatedCredential[];
  readonly authorized_resources: readonly AuthorizedResource[];
  /** Moved by what ends all its tokens: each of them says under which one it was issued. */
  readonly token_epoch: number;
  readonly status: ActiveStatus;
}

/** What the OAuth2 server keeps: tokens by the SHA-256 of their id, never by the token itself. */
export interface OauthPayloadDocument {
  /** `kind:sha256(id)` */
  readonly _id: string;
  readonly kind: string;
  readonly payload: Record<string, unknown>;
  readonly grant_id: string | null;
  readonly consumed_at: Date | null;
  readonly expires_at: Date | null;
}

const inOrganization = { _id: Number, organization_id: { type: Number, required: true } } as const;
const required = { type: String, required: true } as const;
const optional = { type: String, default: null } as const;
const time = { type: Date, required: true } as const;
const optionalTime = { type: Date, default: null } as const;
const gone = { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } } as const;

export function identityModels(connection: Connection) {
  return {
    organizations: defineModel<OrganizationDocument>(
      connection,
      'organizations',
      {
        _id: Number,
        name: required,
        status: required,
        access_epoch: { type: Number, required: true },
        policy_epoch: Number,
        collector_epoch: Number,
        sign_in_epoch: { type: Number, required: true },
        step_up_minutes: { type: Number, required: true },
        user_token_minutes: { type: Number, required: true },
        ...TRACKED_FIELDS,
      },
      [{ keys: { name: 1 }, options: { unique: true } }],
    ),
    users: defineModel<UserDocument>(
      connection,
      'users',
      {
        ...inOrganization,
        public_id: required,
        name: required,
        display_name: optional,
        email: optional,
        password_hash: optional,
        password_changed_at: optionalTime,
        totp: { type: Object, default: null },
        identity_provider_id: { type: Number, default: null },
        external_subject: optional,
        turn: { type: Number, default: 0 },
        status: required,
        sign_in_epoch: { type: Number, required: true },
        erased_at: optionalTime,
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, name: 1 }, options: { unique: true } },
        { keys: { public_id: 1 }, options: { unique: true } },
        {
          keys: { identity_provider_id: 1, external_subject: 1 },
          options: { unique: true, partialFilterExpression: { external_subject: { $type: 'string' } } },
        },
      ],
    ),
    applications: defineModel<ApplicationDocument>(
      connection,
      'applications',
      {
        ...inOrganization,
        scope_id: { type: Number, required: true },
        name: required,
        description: optional,
        client_id: required,
        authentication: required,
        secrets: { type: [Object], required: true },
        public_keys: { type: [Object], required: true },
        federated_credentials: { type: [Object], required: true },
        authorized_resources: { type: [Object], required: true },
        token_epoch: { type: Number, required: true },
        status: required,
        ...TRACKED_FIELDS,
      },
      [
        { keys: { client_id: 1 }, options: { unique: true } },
        { keys: { organization_id: 1, scope_id: 1, name: 1 }, options: { unique: true } },
        { keys: { organization_id: 1, _id: 1 } },
      ],
    ),
  };
}

/** What identities prove themselves with, kept as hashes. */
export function identityProofModels(connection: Connection) {
  return {
    knownAddresses: defineModel<KnownAddressDocument>(
      connection,
      'known_addresses',
      { _id: String, expires_at: time },
      [gone],
    ),
    userTokens: defineModel<UserTokenDocument>(
      connection,
      'user_tokens',
      {
        _id: String,
        public_id: required,
        organization_id: { type: Number, required: true },
        user_id: { type: Number, required: true },
        method: required,
        authenticated_at: time,
        created_at: time,
        expires_at: time,
        revoked_at: optionalTime,
        address: optional,
        user_epoch: { type: Number, required: true },
        organization_epoch: { type: Number, required: true },
        identity_provider_id: { type: Number, default: null },
        provider_epoch: { type: Number, default: null },
      },
      [gone, { keys: { user_id: 1, public_id: 1 }, options: { unique: true } }],
    ),
    apiKeys: defineModel<ApiKeyDocument>(
      connection,
      'api_keys',
      {
        ...inOrganization,
        user_id: { type: Number, required: true },
        name: required,
        description: optional,
        hint: required,
        secret_hash: required,
        status: required,
        expires_at: optionalTime,
        allowed_addresses: { type: [String], required: true },
        last_used_at: optionalTime,
        revoked_at: optionalTime,
        ...TRACKED_FIELDS,
      },
      [
        { keys: { secret_hash: 1 }, options: { unique: true } },
        { keys: { user_id: 1, name: 1 }, options: { unique: true } },
      ],
    ),
    oauthPayloads: defineModel<OauthPayloadDocument>(
      connection,
      'oauth_payloads',
      {
        _id: String,
        kind: { type: String, required: true },
        payload: { type: Object, required: true },
        grant_id: { type: String, default: null },
        consumed_at: { type: Date, default: null },
        expires_at: { type: Date, default: null },
      },
      [
        gone,
        { keys: { grant_id: 1 }, options: { sparse: true } },
        { keys: { 'payload.clientId': 1 }, options: { sparse: true } },
      ],
    ),
  };
}
