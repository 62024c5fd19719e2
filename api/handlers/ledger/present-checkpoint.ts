/** A checkpoint as the API shows it. */

import { bytesOf } from '../../../store/ledger/bytes.ts';
import { cosignedNote } from '../../../store/ledger/checkpoints.ts';
import { parseVkey } from '../../../store/ledger/signed-note.ts';
import type { LedgerCheckpointDocument } from '../../../store/models/ledger.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime } from '../wire-time.ts';

export function presentCheckpoint(checkpoint: LedgerCheckpointDocument): components['schemas']['Checkpoint'] {
  return {
    origin: checkpoint.origin,
    size: checkpoint.size,
    root_hash: bytesOf(checkpoint.root).toString('base64'),
    created_at: wireTime(checkpoint.created_at),
    checkpoint: cosignedNote(checkpoint),
    cosignatures: checkpoint.cosignatures.map(({ vkey, witnessed_at, received_at }) => ({
      witness: parseVkey(vkey)?.name ?? vkey,
      vkey,
      witnessed_at: wireTime(witnessed_at),
      received_at: wireTime(received_at),
    })),
  };
}
