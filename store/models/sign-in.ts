/** Who vouches for identities from outside, and sign-ins on their way. */

import type { Connection } from 'mongoose';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';
import type { ActiveStatus } from './identity.ts';

/** An OpenID provider at which users of the organization sign in. */
export interface IdentityProviderDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly name: string;
  readonly issuer: string;
  readonly client_id: string;
  /** Sealed under the shared keys; null: a public client. */
  readonly sealed_client_secret: string | null;
  /** Claims that hold the login name and the groups. */
  readonly name_claim: string;
  readonly groups_claim: string;
  /** Whether users are made at their first sign-in. */
  readonly creates_users: boolean;
  readonly group_mappings: readonly { readonly external_group: string; readonly group_id: number }[];
  readonly status: ActiveStatus;
  /** Moves when the provider is deactivated: what was given for its word before has ended for good. */
  readonly sign_in_epoch: number;
}

/** An issuer of tokens for workloads: a CI system, a Kubernetes cluster. */
export interface WorkloadIssuerDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly name: string;
  readonly issuer: string;
  /** What `aud` of a token must hold. */
  readonly audience: string;
  /** Where its keys are; null: as its discovery document says. */
  readonly jwks_uri: string | null;
  readonly status: ActiveStatus;
}

/** A sign-in at an identity provider, from the first redirect to the token. */
export interface SignInDocument {
  /** SHA-256 of `state`. */
  readonly _id: string;
  readonly organization_id: number;
  readonly identity_provider_id: number;
  /** SHA-256 of the cookie that binds it to the browser. */
  readonly browser_hash: string;
  readonly nonce: string;
  /** PKCE verifier towards the provider, sealed under the shared keys. */
  readonly sealed_verifier: string;
  readonly redirect_uri: string;
  /** How old the authentication at the provider may be; null: any age. */
  readonly max_age_seconds: number | null;
  readonly client_state: string | null;
  /** PKCE challenge (S256) of whoever redeems the code. */
  readonly code_challenge: string;
  /** SHA-256 of the code that redeems it; null until the provider has answered. */
  readonly code_hash: string | null;
  readonly user_id: number | null;
  readonly authenticated_at: Date | null;
  /** The sign-in epochs under which the provider's answer was taken; null until then. */
  readonly user_epoch: number | null;
  readonly organization_epoch: number | null;
  readonly provider_epoch: number | null;
  readonly consumed_at: Date | null;
  /** The token that the code gave. */
  readonly token_id: string | null;
  /** When a code that was used came once more. */
  readonly replayed_at: Date | null;
  readonly expires_at: Date;
}

/** Ids of proofs that were used (DPoP, client assertions): none counts twice. */
export interface UsedProofDocument {
  /** `kind:sha256(...)` */
  readonly _id: string;
  readonly expires_at: Date;
}

/** Failures within a time, kept by `rate-limiter-flexible`: its field names are not ours to choose. */
export interface AttemptCounterDocument {
  /** `<rule>:<SHA-256 of whom it counts>` */
  readonly key: string;
  readonly points: number;
  readonly expire: Date;
}

const inOrganization = { _id: Number, organization_id: { type: Number, required: true } } as const;
const required = { type: String, required: true } as const;
const optional = { type: String, default: null } as const;
const uniqueName = { keys: { organization_id: 1, name: 1 }, options: { unique: true } } as const;
const gone = { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } } as const;

/** Name of the collection. */
export const ATTEMPT_COUNTERS = 'attempt_counters';

export function signInModels(connection: Connection) {
  return {
    identityProviders: defineModel<IdentityProviderDocument>(
      connection,
      'identity_providers',
      {
        ...inOrganization,
        name: required,
        issuer: required,
        client_id: required,
        sealed_client_secret: optional,
        name_claim: required,
        groups_claim: required,
        creates_users: { type: Boolean, required: true },
        group_mappings: { type: [Object], required: true },
        status: required,
        sign_in_epoch: { type: Number, required: true },
        ...TRACKED_FIELDS,
      },
      [uniqueName],
    ),
    workloadIssuers: defineModel<WorkloadIssuerDocument>(
      connection,
      'workload_issuers',
      {
        ...inOrganization,
        name: required,
        issuer: required,
        audience: required,
        jwks_uri: optional,
        status: required,
        ...TRACKED_FIELDS,
      },
      [uniqueName],
    ),
    signIns: defineModel<SignInDocument>(
      connection,
      'sign_ins',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        identity_provider_id: { type: Number, required: true },
        browser_hash: required,
        nonce: required,
        sealed_verifier: required,
        redirect_uri: required,
        max_age_seconds: { type: Number, default: null },
        client_state: optional,
        code_challenge: required,
        code_hash: optional,
        user_id: { type: Number, default: null },
        authenticated_at: { type: Date, default: null },
        user_epoch: { type: Number, default: null },
        organization_epoch: { type: Number, default: null },
        provider_epoch: { type: Number, default: null },
        consumed_at: { type: Date, default: null },
        token_id: optional,
        replayed_at: { type: Date, default: null },
        expires_at: { type: Date, required: true },
      },
      [
        gone,
        {
          keys: { code_hash: 1 },
          options: { unique: true, partialFilterExpression: { code_hash: { $type: 'string' } } },
        },
      ],
    ),
    attemptCounters: defineModel<AttemptCounterDocument>(
      connection,
      ATTEMPT_COUNTERS,
      { key: required, points: { type: Number, required: true }, expire: { type: Date, required: true } },
      [
        { keys: { key: 1 }, options: { unique: true } },
        { keys: { expire: 1 }, options: { expireAfterSeconds: 0 } },
      ],
    ),
    usedProofs: defineModel<UsedProofDocument>(
      connection,
      'used_proofs',
      { _id: String, expires_at: { type: Date, required: true } },
      [gone],
    ),
  };
}
