/**
 * What of an audit record goes into the tree: canonical JSON (RFC 8785), fixed when the record is written.
 *
 * What tells of a person in words (a name, an address, a reason) is not in it but as a salted digest, in the form of
 * RFC 9901; the disclosure lies beside the leaf. So it can be erased, and the leaf and every proof stay as they are.
 */

import { createHash, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditActor, AuditEntry } from '../../domain/audit.ts';

export const LEAF_VERSION = 1;
/** A bundle of entries has two bytes for the length of each (C2SP tlog-tiles). */
const MAX_LEAF_BYTES = 65_535;
const SALT_BYTES = 16;

/** The members of a leaf, with what is disclosed put back. Members that are null are left out of the leaf. */
export interface LedgerRecord extends Omit<AuditEntry, 'actor'> {
  readonly v: number;
  readonly event_id: string;
  readonly timestamp: string;
  readonly actor: Omit<AuditActor, 'name'> & { readonly name: string | null };
}

export interface Leaf {
  readonly leaf: Buffer;
  readonly disclosures: readonly string[];
}

/** @throws Error where the record is longer than a leaf may be. */
export function leafOf(entry: AuditEntry, eventId: string, timestamp: Date): Leaf {
  const { actor, reason, ...plain } = entry;
  const { name, address, ...whose } = actor;
  const ofActor = disclose({ name, address });
  const ofRecord = disclose({ reason });
  const members = {
    ...plain,
    v: LEAF_VERSION,
    event_id: eventId,
    timestamp: timestamp.toISOString(),
    actor: { ...withoutNulls(whose), ...digestsOf(ofActor) },
    ...digestsOf(ofRecord),
  };
  const text = canonicalize(withoutNulls(members));
  const leaf = Buffer.from(text ?? '', 'utf8');
  if (leaf.length === 0 || leaf.length > MAX_LEAF_BYTES) {
    throw new Error(`an audit record of ${leaf.length} bytes does not fit into a leaf of ${MAX_LEAF_BYTES}`);
  }
  return { leaf, disclosures: [...ofActor, ...ofRecord] };
}

/** One disclosure for each value that is not null: base64url of `[salt, name, value]` (RFC 9901, 4.2.1). */
function disclose(values: Readonly<Record<string, string | null>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === null) return [];
    const salt = randomBytes(SALT_BYTES).toString('base64url');
    return [Buffer.from(JSON.stringify([salt, name, value])).toString('base64url')];
  });
}

/** Sorted, so that their order tells nothing. */
function digestsOf(disclosures: readonly string[]): { readonly _sd?: readonly string[] } {
  return disclosures.length === 0 ? {} : { _sd: disclosures.map(digestOf).sort() };
}

/** RFC 9901, 4.2.3 */
export function digestOf(disclosure: string): string {
  return createHash('sha256').update(disclosure, 'ascii').digest('base64url');
}

function withoutNulls(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}

/**
 * The record that a leaf stands for. What no disclosure tells is null.
 * @throws Error where the leaf is no JSON object, or a disclosure does not belong to it.
 */
export function recordOf(leaf: Buffer, disclosures: readonly string[]): LedgerRecord {
  const { _sd, actor: whose, ...members } = JSON.parse(leaf.toString('utf8'));
  const { _sd: ofActor, ...actor } = whose;
  const told = new Map<string, unknown>();
  for (const disclosure of disclosures) {
    const digest = digestOf(disclosure);
    const [, name, value] = JSON.parse(Buffer.from(disclosure, 'base64url').toString('utf8'));
    const isOfActor = isMember(ofActor, digest) && (name === 'name' || name === 'address');
    const isOfRecord = isMember(_sd, digest) && name === 'reason';
    if ((!isOfActor && !isOfRecord) || told.has(name)) {
      throw new Error(`a disclosure of ${members.event_id} does not belong to its leaf`);
    }
    told.set(name, value);
  }
  const disclosed = (name: string) => told.get(name) ?? null;
  return {
    ...ABSENT,
    ...members,
    actor: { id: null, organization_id: null, ...actor, name: disclosed('name'), address: disclosed('address') },
    reason: disclosed('reason'),
  };
}

/** What is left out of a leaf is null. */
const ABSENT = {
  scope_id: null,
  resource_id: null,
  target_id: null,
  permission: null,
  change: null,
  policy: null,
  code: null,
  ticket_id: null,
  job_id: null,
  approval_id: null,
  session_id: null,
  trace_id: null,
} as const;

function isMember(digests: unknown, digest: string): boolean {
  return Array.isArray(digests) && digests.includes(digest);
}
