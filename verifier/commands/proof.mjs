/** `proof FILE`: whether one record is in the log. */

import { checkpointFacts, describeCheckpoint, requireWitnesses, verifyCheckpoint } from '../checkpoint.mjs';
import { discloseRecord } from '../disclosures.mjs';
import { requireInclusion, verifyInclusion } from '../inclusion.mjs';
import { MAX_DOCUMENT_BYTES, readInput } from '../input.mjs';
import { bytesOf, objectAt, textOf, textsOf } from '../members.mjs';
import { hashLeaf } from '../merkle.mjs';
import { printable } from '../printable.mjs';
import { parseLeaf, requireEventId, requireLeafHash } from '../record.mjs';
import { describeRecord } from '../record-line.mjs';
import { parseTlogProof, TLOG_PROOF_HEADER } from '../tlog-proof.mjs';
import { refuse, UsageError } from '../verdict.mjs';

/** @import { Options } from '../arguments.mjs' */
/** @import { Checkpoint } from '../checkpoint.mjs' */
/** @import { Report } from '../report.mjs' */

/** @typedef {{ checkpoint: Checkpoint, index: number, leafHash: Buffer, leaf: Buffer | undefined, eventId?: string, disclosures?: readonly string[], strange?: string[] }} Proved */

const BRACE = 0x7b;
const MEMBERS = [
  'event_id',
  'leaf',
  'leaf_hash',
  'leaf_index',
  'tree_size',
  'root_hash',
  'hashes',
  'checkpoint',
  'disclosures',
];

/**
 * @param {Options} options
 * @param {Report} report
 */
export async function verifyProofFile(options, report) {
  const [path = ''] = options.files;
  const bytes = await readInput(path, MAX_DOCUMENT_BYTES);
  const given = options.leaf === undefined ? undefined : await readInput(options.leaf, MAX_DOCUMENT_BYTES);
  const proved = proofOf(bytes, given, options, path);
  const { checkpoint, index, leafHash, leaf, disclosures = [], strange = [] } = proved;
  report.proved(`checkpoint: ${describeCheckpoint(checkpoint)}`);
  report.facts = { checkpoint: checkpointFacts(checkpoint), leaf_index: index, leaf_hash: leafHash.toString('base64') };
  report.proved(`leaf ${leafHash.toString('base64')} is in the log, at index ${index} of ${checkpoint.size}`);
  if (leaf) tellLeaf(leaf, proved, report, path);
  else if (disclosures.length > 0) refuse(path, 'discloses what nothing proves, since the leaf is not there');
  else report.note('the leaf itself is not here (pruned, or not given with --leaf): only its hash is proved');
  for (const name of strange) report.note(`nothing proves member ${printable(name)} of ${path}`);
  requireWitnesses([{ name: 'the checkpoint', checkpoint }], options.witnesses, report);
}

/**
 * @param {Buffer} bytes
 * @param {Buffer | undefined} given
 * @param {Options} options
 * @param {string} place
 * @returns {Proved}
 */
function proofOf(bytes, given, { keys }, place) {
  if (bytes.subarray(0, TLOG_PROOF_HEADER.length).toString() === TLOG_PROOF_HEADER)
    return textProof(bytes, given, keys, place);
  if (bytes[bytes.findIndex((byte) => byte > 0x20)] === BRACE) return jsonProof(bytes, given, keys, place);
  throw new UsageError(`${place} is neither a proof in JSON nor a tlog-proof`);
}

/**
 * @param {Buffer} bytes
 * @param {Buffer | undefined} given
 * @param {Options['keys']} keys
 * @param {string} place
 * @returns {Proved}
 */
function jsonProof(bytes, given, keys, place) {
  const proof = objectAt(bytes, place);
  const checkpoint = verifyCheckpoint(Buffer.from(textOf(proof, 'checkpoint', place)), keys, `${place} checkpoint`);
  const { index, leafHash } = verifyInclusion(proof, checkpoint, place);
  const eventId = proof.event_id === undefined ? undefined : textOf(proof, 'event_id', place);
  const embedded = proof.leaf === null || proof.leaf === undefined ? undefined : bytesOf(proof, 'leaf', place);
  for (const leaf of [embedded, given]) if (leaf) requireLeafHash(leaf, leafHash, place);
  const disclosures = proof.disclosures === undefined ? [] : textsOf(proof, 'disclosures', place);
  const strange = Object.keys(proof).filter((name) => !MEMBERS.includes(name));
  return {
    checkpoint,
    index,
    leafHash,
    leaf: embedded ?? given,
    disclosures,
    strange,
    ...(eventId === undefined ? {} : { eventId }),
  };
}

/**
 * A tlog-proof says nothing of the leaf, so the leaf is what it is checked for.
 * @param {Buffer} bytes
 * @param {Buffer | undefined} given
 * @param {Options['keys']} keys
 * @param {string} place
 * @returns {Proved}
 */
function textProof(bytes, given, keys, place) {
  const { extra, index, hashes, checkpoint: note } = parseTlogProof(bytes, place);
  const leaf = given ?? extra;
  if (!leaf) throw new UsageError(`${place} holds no leaf (no extra line); give it with --leaf FILE`);
  if (given && extra && !given.equals(extra)) refuse(place, 'holds another leaf than --leaf');
  const checkpoint = verifyCheckpoint(note, keys, `${place} checkpoint`);
  const leafHash = hashLeaf(leaf);
  requireInclusion({ index, leafHash, hashes }, checkpoint, place);
  return { checkpoint, index, leafHash, leaf };
}

/**
 * @param {Buffer} leaf
 * @param {Pick<Proved, 'index' | 'eventId' | 'disclosures'>} claimed the event, where the proof names one, and what is disclosed of it
 * @param {Report} report
 * @param {string} place
 */
function tellLeaf(leaf, { index, eventId, disclosures = [] }, report, place) {
  // A log may hold other things than records; a proof that names an audit event claims one.
  const isRecord = eventId?.startsWith('evt_') || disclosures.length > 0 || leaf[0] === BRACE;
  if (!isRecord) return report.note(`the leaf is no record: ${leaf.length} bytes`);
  const { record: members } = discloseRecord(parseLeaf(leaf, `${place} leaf`), disclosures, place);
  if (eventId !== undefined) requireEventId(members, eventId, place);
  report.facts = { ...report.facts, leaf: members };
  report.proved(`the leaf says: ${describeRecord({ index, record: members })}`);
}
