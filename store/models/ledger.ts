/** The Merkle logs: what waits, what came at which index, hashes, heads, and signed checkpoints. */

import type { Connection, mongo } from 'mongoose';
import type { LedgerRefusal } from '../../domain/ledger.ts';
import { defineModel } from './define-model.ts';

/** A leaf that is committed and not in the tree yet: the outbox of the sequencer. */
export interface LedgerPendingDocument {
  /** Id of the audit record, or of the checkpoint where the log is the platform's. */
  readonly _id: string;
  readonly log: number;
  readonly leaf_hash: mongo.Binary;
}

/** Which leaf came at which index. Never deleted: an event stays findable after its record was pruned. */
export interface LedgerSequenceDocument {
  /** Id of the audit record or checkpoint: unique, so nothing comes twice. */
  readonly _id: string;
  readonly log: number;
  /** From 0, without gaps; unique per log. */
  readonly index: number;
}

/** Up to 256 hashes side by side: leaves on level 0, roots of 256^level leaves above. Complete ones never change. */
export interface LedgerTileDocument {
  /** `<log>/<level>/<index>` */
  readonly _id: string;
  readonly log: number;
  readonly level: number;
  readonly index: number;
  /** 32 bytes each. */
  readonly hashes: mongo.Binary;
}

export interface LedgerHeadDocument {
  readonly _id: number;
  /** Grows when a restored database is taken for the truth; see docs/ledger.md. */
  readonly generation: number;
  /** Name of the log and of its key. */
  readonly origin: string;
  /** Public keys, newest first, in the form of the Go note package. */
  readonly vkeys: readonly string[];
  readonly size: number;
  readonly root: mongo.Binary;
  /** Roots of the complete subtrees that `size` is made of, from the left, 32 bytes each. */
  readonly frontier: mongo.Binary;
  /** Token of the lease under which it last moved: an earlier holder moves it no more. */
  readonly epoch: number;
  /** Size of the newest checkpoint. */
  readonly published_size: number;
  readonly published_at: Date | null;
  /** Records below this index may have been deleted under the retention policy. */
  readonly pruned_size: number;
  readonly refusal: LedgerRefusal | null;
  readonly updated_at: Date;
}

export interface CosignatureDocument {
  /** Who has handed it in. */
  readonly organization_id: number;
  /** Public key of the witness, in the form of the Go note package. */
  readonly vkey: string;
  /** Its line in the note, without the newline. */
  readonly line: string;
  /** When the witness says it has seen the checkpoint. */
  readonly witnessed_at: Date;
  readonly received_at: Date;
}

export interface LedgerCheckpointDocument {
  /** `<log>/<generation>/<size>` */
  readonly _id: string;
  readonly log: number;
  readonly origin: string;
  readonly size: number;
  readonly root: mongo.Binary;
  /** The signed note, without cosignatures. */
  readonly note: string;
  readonly cosignatures: readonly CosignatureDocument[];
  readonly created_at: Date;
}

/** Who sequences and signs. One for all logs; a mere optimisation, since every move is fenced. */
export interface LedgerLeaseDocument {
  readonly _id: 'keeper';
  /** `<host>:<process id>:<UUID>` */
  readonly holder: string;
  /** Grows with each holder. */
  readonly token: number;
  readonly expires_at: Date;
  /** MongoDB's id of the session in which the holder writes, and that of the holder before. */
  readonly session?: mongo.Binary | null;
  readonly predecessor?: mongo.Binary | null;
}

const number = { type: Number, required: true } as const;
const text = { type: String, required: true } as const;
const bytes = { type: Buffer, required: true } as const;
const date = { type: Date, required: true } as const;

export function ledgerModels(connection: Connection) {
  return {
    ledgerPending: defineModel<LedgerPendingDocument>(
      connection,
      'ledger_pending',
      { _id: String, log: number, leaf_hash: bytes },
      // However much waits for a log that stands still, what waits for another is found at once.
      [{ keys: { log: 1, _id: 1 } }],
    ),
    ledgerSequence: defineModel<LedgerSequenceDocument>(
      connection,
      'ledger_sequence',
      { _id: String, log: number, index: number },
      [{ keys: { log: 1, index: 1 }, options: { unique: true } }],
    ),
    ledgerTiles: defineModel<LedgerTileDocument>(connection, 'ledger_tiles', {
      _id: String,
      log: number,
      level: number,
      index: number,
      hashes: bytes,
    }),
    ledgerHeads: defineModel<LedgerHeadDocument>(connection, 'ledger_heads', {
      _id: Number,
      generation: number,
      origin: text,
      vkeys: [String],
      size: number,
      root: bytes,
      frontier: bytes,
      epoch: number,
      published_size: number,
      published_at: { type: Date, default: null },
      pruned_size: number,
      refusal: { type: Object, default: null },
      updated_at: date,
    }),
    ledgerCheckpoints: defineModel<LedgerCheckpointDocument>(
      connection,
      'ledger_checkpoints',
      {
        _id: String,
        log: number,
        origin: text,
        size: number,
        root: bytes,
        note: text,
        cosignatures: [Object],
        created_at: date,
      },
      [{ keys: { log: 1, created_at: -1 } }, { keys: { log: 1, size: -1 } }],
    ),
    ledgerLeases: defineModel<LedgerLeaseDocument>(connection, 'ledger_leases', {
      _id: String,
      holder: text,
      token: number,
      expires_at: date,
      session: { type: Buffer, default: null },
      predecessor: { type: Buffer, default: null },
    }),
  };
}
