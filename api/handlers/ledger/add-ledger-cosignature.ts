/** POST /v1/ledger/cosignatures */

import { CapstanError } from '../../../domain/errors.ts';
import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { parseCheckpoint } from '../../../store/ledger/checkpoint.ts';
import { checkpointAt } from '../../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import {
  cosignatureBy,
  type Note,
  type NoteKey,
  parseNote,
  parseVkey,
  signatureLine,
} from '../../../store/ledger/signed-note.ts';
import type { CosignatureDocument, LedgerCheckpointDocument } from '../../../store/models/ledger.ts';
import type { Store } from '../../../store/store.ts';
import { command } from '../../operation.ts';
import { presentCheckpoint } from './present-checkpoint.ts';

/** More witnesses than anybody asks for. Nobody can use up the places of others at the platform's log. */
const MAX_OF_ORGANIZATION = 8;

export const addLedgerCosignature = command('addLedgerCosignature', async (request, { session }) => {
  const { body, means, organizationId, now } = request;
  const key = parseVkey(body.vkey);
  if (key?.kind !== 'witness') throw wrong('vkey', 'is not the public key of a witness: name+id+base64, algorithm 4');
  const note = parseNote(body.checkpoint);
  if (!note) throw wrong('checkpoint', 'is not a signed note');
  const checkpoint = await knownCheckpoint(means.store, organizationId, note);
  if (isNameOfLog(key.name, checkpoint.origin)) throw wrong('vkey', 'has a name that belongs to the logs');
  const cosignature = {
    organization_id: organizationId,
    received_at: now,
    ...cosignatureOf(note, key, body.vkey.trim()),
  };

  const { checkpoints } = ledgerCollections(means.store);
  const others = checkpoint.cosignatures.filter((known) => !isSameWitness(known, cosignature));
  if (others.filter(({ organization_id }) => organization_id === organizationId).length >= MAX_OF_ORGANIZATION) {
    throw wrong('vkey', `is one more than the ${MAX_OF_ORGANIZATION} witnesses that an organization may bring`);
  }
  const cosignatures = [...others, cosignature];
  const { modifiedCount } = await checkpoints.updateOne(
    { _id: checkpoint._id, cosignatures: [...checkpoint.cosignatures] },
    { $set: { cosignatures } },
    { session },
  );
  if (modifiedCount === 0) throw new CapstanError('conflict', 'Another witness came in between; send it again.');
  return {
    status: 200,
    body: presentCheckpoint({ ...checkpoint, cosignatures }, organizationId),
    target: { type: 'ledger', id: checkpoint._id.replaceAll('/', ':') },
    // Not by its name, which others have chosen: what a record says of a change is never erased.
    change: `cosigned by the witness with key ${key.id.toString('hex')}`,
  };
});

/** The checkpoint that the note is about: of this organization's log, or of the platform's. */
async function knownCheckpoint(store: Store, organizationId: number, note: Note): Promise<LedgerCheckpointDocument> {
  const said = parseCheckpoint(note.text);
  for (const log of said ? [organizationId, PLATFORM_LOG] : []) {
    const known = await checkpointAt(store, log, said?.size ?? 0);
    if (known?.note.startsWith(`${note.text}\n`)) return known;
  }
  throw wrong('checkpoint', 'is not a checkpoint that this log or the platform’s has published');
}

/** Several organizations may bring the same witness to the platform's log: none takes it away from another. */
function isSameWitness(one: CosignatureDocument, other: CosignatureDocument): boolean {
  return one.organization_id === other.organization_id && one.vkey === other.vkey;
}

/** A line under a log's own name would be taken for a wrong signature of the log. */
function isNameOfLog(name: string, origin: string): boolean {
  const [logs = ''] = origin.split(/\/(?:organizations|platform)(?:\/|$)/);
  return name === logs || name.startsWith(`${logs}/`);
}

function cosignatureOf(note: Note, key: NoteKey, vkey: string) {
  const cosignature = cosignatureBy(note, key);
  if (!cosignature) throw wrong('checkpoint', `bears no valid cosignature of ${key.name}`);
  const { name, keyId, signature, time } = cosignature;
  return {
    vkey,
    line: signatureLine(name, keyId, signature),
    witnessed_at: new Date(time * 1_000),
  };
}

function wrong(field: 'vkey' | 'checkpoint', detail: string): CapstanError {
  return new CapstanError('unprocessable', 'The cosignature cannot be taken.', {
    errors: [{ pointer: `/body/${field}`, detail }],
  });
}
