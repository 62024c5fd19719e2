/** POST /v1/ledger/proofs/verify */

import { CapstanError } from '../../../domain/errors.ts';
import { type Checkpoint, parseCheckpoint } from '../../../store/ledger/checkpoint.ts';
import { recordOf } from '../../../store/ledger/leaf.ts';
import { hashLeaf } from '../../../store/ledger/merkle.ts';
import { isConsistent, isIncluded } from '../../../store/ledger/proof-check.ts';
import { isSignedBy, type NoteKey, parseNote } from '../../../store/ledger/signed-note.ts';
import type { components } from '../../generated/openapi.ts';
import { command } from '../../operation.ts';
import { readLogKeys } from './read-log-keys.ts';

type Check = components['schemas']['ProofCheck'];
type Inclusion = NonNullable<Check['inclusion']>;
type Consistency = NonNullable<Check['consistency']>;

export const verifyLedgerProof = command('verifyLedgerProof', async ({ body }) => {
  const keys = readLogKeys(body.vkey);
  if (typeof keys === 'string') throw wrong('/body/vkey', keys);
  const { inclusion, consistency } = body;
  if ((inclusion === undefined) === (consistency === undefined)) {
    throw wrong('/body', 'must hold one proof, `inclusion` or `consistency`');
  }
  const problems = inclusion
    ? problemsOfInclusion(keys, inclusion)
    : consistency
      ? problemsOfConsistency(keys, consistency)
      : [];
  return { status: 200, body: { valid: problems.length === 0, problems } };
});

function wrong(pointer: string, detail: string): CapstanError {
  return new CapstanError('validation_failed', 'The proof cannot be checked.', { errors: [{ pointer, detail }] });
}

function problemsOfInclusion(keys: readonly NoteKey[], proof: Inclusion): string[] {
  const checkpoint = signedCheckpoint(keys, proof.checkpoint);
  if (!checkpoint) return [`checkpoint is not one that ${namesOf(keys)} has signed`];
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

function problemsOfConsistency(keys: readonly NoteKey[], proof: Consistency): string[] {
  const from = signedCheckpoint(keys, proof.from_checkpoint);
  const to = signedCheckpoint(keys, proof.to_checkpoint);
  if (!from) return [`from_checkpoint is not one that ${namesOf(keys)} has signed`];
  if (!to) return [`to_checkpoint is not one that ${namesOf(keys)} has signed`];
  if (from.origin !== to.origin) return [`from_checkpoint is of ${from.origin}, to_checkpoint of ${to.origin}`];
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

/** A checkpoint that one of the keys has signed for the log whose name it bears. */
function signedCheckpoint(keys: readonly NoteKey[], text: string): Checkpoint | undefined {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint) return undefined;
  return keys.some((key) => key.name === checkpoint.origin && isSignedBy(note, key)) ? checkpoint : undefined;
}

/** For a sentence: `a`, `a or b`. */
function namesOf(keys: readonly NoteKey[]): string {
  return [...new Set(keys.map(({ name }) => name))].join(' or ');
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
