/** SSH certificate authorities and their versions; the private half is sealed (store/vault). */

import type { Connection } from 'mongoose';
import type { VersionState } from '../../domain/resource.ts';
import type { SealedSecret } from '../vault/sealed-secret.ts';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface SshAuthorityDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly scope_id: number;
  readonly name: string;
  readonly status: 'active' | 'inactive';
  /** Highest version number given out. */
  readonly latest_version: number;
}

export interface SshAuthorityVersionDocument {
  /** `<authority>:<version>` */
  readonly _id: string;
  readonly organization_id: number;
  readonly authority_id: number;
  readonly version: number;
  /** `pending`: accounts may log in by it already, and others not yet. */
  readonly state: VersionState;
  /** Ed25519. */
  readonly sealed: SealedSecret;
  /** One line, as it stands in TrustedUserCAKeys. */
  readonly public_key: string;
  /** `SHA256:...` as OpenSSH shows it. */
  readonly fingerprint: string;
  readonly created_at: Date;
  readonly promoted_at: Date | null;
  readonly retired_at: Date | null;
}

export function sshAuthorityModels(connection: Connection) {
  return {
    sshAuthorities: defineModel<SshAuthorityDocument>(
      connection,
      'ssh_authorities',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        name: { type: String, required: true },
        status: { type: String, required: true },
        latest_version: { type: Number, required: true },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, scope_id: 1, name: 1 }, options: { unique: true } },
        { keys: { organization_id: 1, scope_id: 1, _id: 1 } },
        { keys: { organization_id: 1, _id: 1 } },
      ],
    ),
    sshAuthorityVersions: defineModel<SshAuthorityVersionDocument>(
      connection,
      'ssh_authority_versions',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        authority_id: { type: Number, required: true },
        version: { type: Number, required: true },
        state: { type: String, required: true },
        sealed: { type: Object, required: true },
        public_key: { type: String, required: true },
        fingerprint: { type: String, required: true },
        created_at: { type: Date, required: true },
        promoted_at: { type: Date, default: null },
        retired_at: { type: Date, default: null },
      },
      [
        { keys: { authority_id: 1, version: 1 }, options: { unique: true } },
        ...(['pending', 'current', 'previous'] as const).map((state) => ({
          keys: { authority_id: 1, state: 1 } as const,
          options: { unique: true, partialFilterExpression: { state }, name: `one_${state}` },
        })),
      ],
    ),
  };
}
