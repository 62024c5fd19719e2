/** SSH keys that several accounts share, and their versions; the private half is sealed (store/vault). */

import type { Connection } from 'mongoose';
import type { VersionState } from '../../domain/resource.ts';
import type { SshKeyAlgorithm, SshKeyOrigin } from '../../domain/ssh-key.ts';
import type { SealedSecret } from '../vault/sealed-secret.ts';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface SshKeyDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly scope_id: number;
  readonly name: string;
  readonly status: 'active' | 'inactive';
  /** Stands behind the public half wherever a later version is deployed. */
  readonly comment: string;
  /** Highest version number given out. */
  readonly latest_version: number;
  /** The job that makes the plan of the last rotation; null: there was none. */
  readonly rotation_job_id: number | null;
}

export interface SshKeyVersionDocument {
  /** `<key>:<version>` */
  readonly _id: string;
  readonly organization_id: number;
  readonly ssh_key_id: number;
  readonly version: number;
  /** `pending`: being deployed; accounts may log in with it already, and others not yet. */
  readonly state: VersionState;
  readonly origin: SshKeyOrigin;
  readonly algorithm: SshKeyAlgorithm;
  readonly sealed: SealedSecret;
  /** One line. */
  readonly public_key: string;
  /** `SHA256:...` as OpenSSH shows it. */
  readonly fingerprint: string;
  readonly created_at: Date;
  readonly promoted_at: Date | null;
  readonly retired_at: Date | null;
}

export function sshKeyModels(connection: Connection) {
  return {
    sshKeys: defineModel<SshKeyDocument>(
      connection,
      'ssh_keys',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        name: { type: String, required: true },
        status: { type: String, required: true },
        comment: { type: String, default: '' },
        latest_version: { type: Number, required: true },
        rotation_job_id: { type: Number, default: null },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, scope_id: 1, name: 1 }, options: { unique: true } },
        { keys: { organization_id: 1, scope_id: 1, _id: 1 } },
        { keys: { organization_id: 1, _id: 1 } },
      ],
    ),
    sshKeyVersions: defineModel<SshKeyVersionDocument>(
      connection,
      'ssh_key_versions',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        ssh_key_id: { type: Number, required: true },
        version: { type: Number, required: true },
        state: { type: String, required: true },
        origin: { type: String, required: true },
        algorithm: { type: String, required: true },
        sealed: { type: Object, required: true },
        public_key: { type: String, required: true },
        fingerprint: { type: String, required: true },
        created_at: { type: Date, required: true },
        promoted_at: { type: Date, default: null },
        retired_at: { type: Date, default: null },
      },
      [
        { keys: { ssh_key_id: 1, version: 1 }, options: { unique: true } },
        ...(['pending', 'current', 'previous'] as const).map((state) => ({
          keys: { ssh_key_id: 1, state: 1 } as const,
          options: { unique: true, partialFilterExpression: { state }, name: `one_${state}` },
        })),
      ],
    ),
  };
}
