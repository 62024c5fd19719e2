/** POST /v1/ledger/proofs/verify */

import { CapstanError } from '../../../domain/errors.ts';
import { type Checkpoint, parseCheckpoint } from '../../../store/ledger/checkpoint.ts';
import { recordOf } from '../../../store/ledger/leaf.ts';
import { hashLeaf } from '../../../store/ledger/merkle.ts';
import { isConsistent, isIncluded } from '../../../store/ledger/proof-check.ts';
import { isSignedBy, type NoteKey, parseNote, parseVkey } from '../../../store/ledger/signed-note.ts';
import type { components } from '../../generated/openapi.ts';
import { command } from '../../operation.ts';

type Check = components['schemas']['ProofCheck'];
type Inclusion = NonNullable<Check['inclusion']>;
type Consistency = NonNullable<Check['consistency']>;

export const verifyLedgerProof = command('verifyLedgerProof', async ({ body }) => {
  const key = parseVkey(body.vkey);
  if (key?.kind !== 'log') throw wrong('/body/vkey', 'is not the public key of a log: name+id+base64');
  const { inclusion, consistency } = body;
  if ((inclusion === undefined) === (consistency === undefined)) {
    throw wrong('/body', 'must hold one proof, `inclusion` or `consistency`');
  }
  const problems = inclusion
    ? problemsOfInclusion(key, inclusion)
    : consistency
      ? problemsOfConsistency(key, consistency)
      : [];
  return { status: 200, body: { valid: problems.length === 0, problems } };
});

function wrong(pointer: string, detail: string): CapstanError {
  return new CapstanError('validation_failed', 'The proof cannot be checked.', { errors: [{ pointer, detail }] });
}

function problemsOfInclusion(key: NoteKey, proof: Inclusion): string[] {
  const checkpoint = signedCheckpoint(key, proof.checkpoint);
  if (!checkpoint) return [`checkpoint is not one that ${key.name} has signed`];
  const { leaf, leaf_hash, leaf_index, hashes, disclosures = [] } = proof;
  const problems = contradictions([
    ['tree_size', proof.tree_size, checkpoint.size],
    ['root_hash', proof.root_hash, checkpoint.root.toString('base64')],
    ['leaf_hash', leaf_hash, leaf ? hashLeaf(Buffer.from(leaf, 'base64')).toString('base64') : leaf_hash],
  ]);
  if (leaf && disclosures.length > 0 && !areOf(leaf, disclosures))
    problems.push('disclosures do not belong to the leaf');
  if (!isIncluded(bytes(leaf_hash), leaf_index, checkpoint.size, hashes.map(bytes), checkpoint.root)) {
    problems.push('hashes do not lead from the leaf to the root of the checkpoint');
  }
  return problems;
}

function problemsOfConsistency(key: NoteKey, proof: Consistency): string[] {
  const from = signedCheckpoint(key, proof.from_checkpoint);
  const to = signedCheckpoint(key, proof.to_checkpoint);
  if (!from) return [`from_checkpoint is not one that ${key.name} has signed`];
  if (!to) return [`to_checkpoint is not one that ${key.name} has signed`];
  const problems = contradictions([
    ['from', proof.from, from.size],
    ['to', proof.to, to.size],
    ['from_root_hash', proof.from_root_hash, from.root.toString('base64')],
    ['to_root_hash', proof.to_root_hash, to.root.toString('base64')],
  ]);
  if (!isConsistent(from.size, from.root, to.size, to.root, proof.hashes.map(bytes))) {
    problems.push('hashes do not prove that the younger tree goes on from the older one');
  }
  return problems;
}

/** What is said beside the checkpoint must be what the checkpoint says. */
function contradictions(pairs: readonly (readonly [string, unknown, unknown])[]): string[] {
  return pairs.flatMap(([name, said, expected]) =>
    said === undefined || said === expected ? [] : [`${name} is ${said}, where it should be ${expected}`],
  );
}

function signedCheckpoint(key: NoteKey, text: string): Checkpoint | undefined {
  const note = parseNote(text);
  const checkpoint = note && isSignedBy(note, key) ? parseCheckpoint(note.text) : undefined;
  return checkpoint?.origin === key.name ? checkpoint : undefined;
}

function areOf(leaf: string, disclosures: readonly string[]): boolean {
  try {
    recordOf(Buffer.from(leaf, 'base64'), disclosures);
    return true;
  } catch {
    // Neither the leaf nor what is disclosed has to be anything that Capstan made.
    return false;
  }
}

function bytes(encoded: string): Buffer {
  return Buffer.from(encoded, 'base64');
}
