/** Organizations and the identities that act in them. */

import type { Connection } from 'mongoose';
import type { Role } from '../../domain/access.ts';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface OrganizationDocument extends Tracked {
  readonly _id: number;
  readonly name: string;
}

export interface UserDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** Unique over all organizations, since HTTP Basic names no organization. */
  readonly name: string;
  /** argon2id, PHC string. */
  readonly password_hash: string;
  readonly role: Role;
  readonly status: 'active' | 'inactive';
}

export interface ApplicationDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly name: string;
  readonly client_id: string;
  /** SHA-256 of the client secret, hex; the secret has 256 bits of entropy, so no slow hash is needed. */
  readonly secret_hash: string;
  readonly role: Role;
  readonly status: 'active' | 'inactive';
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

export function identityModels(connection: Connection) {
  return {
    organizations: defineModel<OrganizationDocument>(
      connection,
      'organizations',
      { _id: Number, name: { type: String, required: true }, ...TRACKED_FIELDS },
      [{ keys: { name: 1 }, options: { unique: true } }],
    ),
    users: defineModel<UserDocument>(
      connection,
      'users',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        name: { type: String, required: true },
        password_hash: { type: String, required: true },
        role: { type: String, required: true },
        status: { type: String, required: true },
        ...TRACKED_FIELDS,
      },
      [{ keys: { name: 1 }, options: { unique: true } }],
    ),
    applications: defineModel<ApplicationDocument>(
      connection,
      'applications',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        name: { type: String, required: true },
        client_id: { type: String, required: true },
        secret_hash: { type: String, required: true },
        role: { type: String, required: true },
        status: { type: String, required: true },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { client_id: 1 }, options: { unique: true } },
        { keys: { organization_id: 1, name: 1 }, options: { unique: true } },
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
        { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
        { keys: { grant_id: 1 }, options: { sparse: true } },
        { keys: { 'payload.clientId': 1 }, options: { sparse: true } },
      ],
    ),
  };
}
