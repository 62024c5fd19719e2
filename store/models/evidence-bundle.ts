/** Evidence bundles: what was asked for, and the file that it became. */

import type { Connection, mongo } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import type { BundleSelection } from '../../domain/evidence-bundle.ts';
import { defineModel } from './define-model.ts';

export interface BundleFile {
  /** In GridFS, bucket `evidence_bundles`. */
  readonly id: mongo.ObjectId;
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly record_count: number;
  /** Size of the tree that the proofs are for. */
  readonly tree_size: number;
  /** Whether the platform log had the checkpoint by then. */
  readonly has_platform_proof: boolean;
  readonly built_at: Date;
}

/** As jobs name who has asked for them. */
export type BundleRequester = Pick<AuditActor, 'type' | 'id'>;

/** Deleted with its file when it expires or is discarded. Whether one without a file is still being built, its job says. */
export interface EvidenceBundleDocument {
  readonly _id: number;
  readonly organization_id: number;
  /** Where it lies: whoever reads records there may read it. */
  readonly scope_id: number;
  readonly resource_id: number | null;
  /** The job that builds it. */
  readonly job_id: number;
  readonly selection: BundleSelection;
  /** Holds only records that lie in this scope; null where its readers may read the others as well. */
  readonly within_scope_id: number | null;
  readonly file: BundleFile | null;
  /** Ids of all files that were ever begun for it, so that none is left behind. */
  readonly uploads: readonly mongo.ObjectId[];
  /** The file that was begun last, the only one that may become the bundle's; null before the first. */
  readonly upload: mongo.ObjectId | null;
  /** Who has asked for it; null: before this was written down. */
  readonly requester: BundleRequester | null;
  /** Users whom its records name. */
  readonly user_ids: readonly number[];
  /** Grows when a person is erased while it is being built: what was read before is not put in. */
  readonly erasures: number;
  /** When it was taken away, because a person in it was erased. */
  readonly withdrawn_at: Date | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  /** The audit record of the request. */
  readonly last_event_id: string;
}

export function evidenceBundleModels(connection: Connection) {
  return {
    evidenceBundles: defineModel<EvidenceBundleDocument>(
      connection,
      'evidence_bundles',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        resource_id: { type: Number, default: null },
        job_id: { type: Number, required: true },
        selection: { type: Object, required: true },
        within_scope_id: { type: Number, default: null },
        file: { type: Object, default: null },
        uploads: { type: [Object], default: [] },
        upload: { type: Object, default: null },
        requester: { type: Object, default: null },
        user_ids: [Number],
        erasures: { type: Number, required: true },
        withdrawn_at: { type: Date, default: null },
        created_at: { type: Date, required: true },
        expires_at: { type: Date, required: true },
        last_event_id: { type: String, required: true },
      },
      [{ keys: { organization_id: 1, _id: -1 } }, { keys: { expires_at: 1 } }],
    ),
  };
}
