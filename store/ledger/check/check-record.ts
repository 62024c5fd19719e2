/** Whether a stored audit record is what its leaf says, and the leaf what the tree has. */

import { isDeepStrictEqual } from 'node:util';
import { ERASED_NAME } from '../../../domain/audit.ts';
import type { AuditRecordDocument } from '../../models/evidence.ts';
import { bytesOf, storedBytes } from '../bytes.ts';
import { type LedgerRecord, recordOf } from '../leaf.ts';
import { hashLeaf } from '../merkle.ts';
import { failure, type LedgerFailure } from './failure.ts';

/** `inTree`: the hash at `index` of the tree. */
export function checkRecord(record: AuditRecordDocument, index: number, inTree: Buffer): LedgerFailure | undefined {
  const at = { index, event_id: record._id };
  const broken = brokenField(record);
  if (broken !== undefined) return failure('record_altered', broken, at);
  const leaf = bytesOf(record.leaf);
  const hash = hashLeaf(leaf);
  const stored = bytesOf(record.leaf_hash);
  if (!hash.equals(inTree)) {
    const kind = stored.equals(inTree) ? 'leaf_altered' : 'leaf_not_in_tree';
    return failure(kind, 'leaf', { ...at, expected: text(inTree), actual: text(hash) });
  }
  if (!stored.equals(hash)) {
    return failure('record_altered', 'leaf_hash', { ...at, expected: text(hash), actual: text(stored) });
  }
  let told: LedgerRecord;
  try {
    told = recordOf(leaf, record.disclosures);
  } catch {
    // Which disclosure it is can be told by whoever compares; that one is wrong is what counts here.
    return failure('disclosure_altered', 'disclosures', at);
  }
  const field = differingField(record, told);
  return field === undefined ? undefined : failure('record_altered', field, at);
}

/** The first field that is gone, or of another type than any writer gives it. */
function brokenField({ leaf, leaf_hash, disclosures, timestamp, actor }: AuditRecordDocument): string | undefined {
  if (storedBytes(leaf) === null) return 'leaf';
  if (storedBytes(leaf_hash) === null) return 'leaf_hash';
  if (!Array.isArray(disclosures)) return 'disclosures';
  if (!(timestamp instanceof Date)) return 'timestamp';
  return typeof actor === 'object' && actor !== null ? undefined : 'actor';
}

/** The first field of the record that the leaf tells otherwise. Its values are not quoted: they may be personal. */
function differingField(record: AuditRecordDocument, told: LedgerRecord): string | undefined {
  const { _id, timestamp, leaf: _leaf, leaf_hash: _hash, disclosures: _disclosures, actor, reason, ...plain } = record;
  const isErased = told.actor.name === null && actor.name === ERASED_NAME;
  const said: Readonly<Record<string, unknown>> = {
    ...plain,
    event_id: _id,
    timestamp: timestamp.toISOString(),
    'actor.type': actor.type,
    'actor.id': actor.id,
    'actor.organization_id': actor.organization_id,
    'actor.authentication': actor.authentication,
    'actor.name': isErased ? null : actor.name,
    'actor.address': actor.address,
    reason,
  };
  const { v: _version, actor: ofActor, ...members } = told;
  const expected: Readonly<Record<string, unknown>> = {
    ...members,
    ...Object.fromEntries(Object.entries(ofActor).map(([name, value]) => [`actor.${name}`, value])),
  };
  const names = new Set([...Object.keys(said), ...Object.keys(expected)]);
  return [...names].find((name) => !isDeepStrictEqual(said[name] ?? null, expected[name] ?? null));
}

function text(hash: Buffer): string {
  return hash.toString('base64');
}
