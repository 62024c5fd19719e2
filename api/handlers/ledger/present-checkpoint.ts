/** A checkpoint as the API shows it. */

import { bytesOf } from '../../../store/ledger/bytes.ts';
import { cosignaturesOf, cosignedNote } from '../../../store/ledger/checkpoints.ts';
import { parseVkey } from '../../../store/ledger/signed-note.ts';
import type { LedgerCheckpointDocument } from '../../../store/models/ledger.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime } from '../wire-time.ts';

/** With the witnesses that `organizationId` has brought. */
export function presentCheckpoint(
  checkpoint: LedgerCheckpointDocument,
  organizationId: number,
): components['schemas']['Checkpoint'] {
  return {
    origin: checkpoint.origin,
    size: checkpoint.size,
    root_hash: bytesOf(checkpoint.root).toString('base64'),
    created_at: wireTime(checkpoint.created_at),
    checkpoint: cosignedNote(checkpoint, organizationId),
    cosignatures: cosignaturesOf(checkpoint, organizationId).map(({ vkey, witnessed_at, received_at }) => ({
      witness: parseVkey(vkey)?.name ?? vkey,
      vkey,
      witnessed_at: wireTime(witnessed_at),
      received_at: wireTime(received_at),
    })),
  };
}
