/** The driver's own collections of the ledger: its writes are batches of bytes, past the cost of documents. */

import type { mongo } from 'mongoose';
import type {
  LedgerCheckpointDocument,
  LedgerHeadDocument,
  LedgerLeaseDocument,
  LedgerPendingDocument,
  LedgerSequenceDocument,
  LedgerTileDocument,
} from '../models/ledger.ts';
import type { Store } from '../store.ts';

export interface LedgerCollections {
  readonly pending: mongo.Collection<LedgerPendingDocument>;
  readonly sequence: mongo.Collection<LedgerSequenceDocument>;
  readonly tiles: mongo.Collection<LedgerTileDocument>;
  readonly heads: mongo.Collection<LedgerHeadDocument>;
  readonly checkpoints: mongo.Collection<LedgerCheckpointDocument>;
  readonly leases: mongo.Collection<LedgerLeaseDocument>;
}

export function ledgerCollections(store: Store): LedgerCollections {
  const db = store.connection.getClient().db();
  return {
    pending: store.pendingCollection(),
    sequence: db.collection<LedgerSequenceDocument>('ledger_sequence'),
    tiles: db.collection<LedgerTileDocument>('ledger_tiles'),
    heads: db.collection<LedgerHeadDocument>('ledger_heads'),
    checkpoints: db.collection<LedgerCheckpointDocument>('ledger_checkpoints'),
    leases: db.collection<LedgerLeaseDocument>('ledger_leases'),
  };
}
