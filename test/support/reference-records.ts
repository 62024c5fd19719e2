/** Records of a reference log: their leaves, what is disclosed of them, and the lines in which they are exported. */

import canonicalize from 'canonicalize';
import { base64, leafHash, ReferenceLog, sha256 } from './reference-log.ts';

export interface ReferenceRecord {
  readonly eventId: string;
  readonly leaf: Buffer;
  readonly disclosures: readonly string[];
}

/** As exported; a test may put anything into it. */
export interface ExportLine {
  index: number;
  event_id: string;
  leaf: string | null;
  leaf_hash: string;
  disclosures: string[];
  // biome-ignore lint/suspicious/noExplicitAny: tests tamper with it at will
  record: any;
  [name: string]: unknown;
}

/** `[salt, name, value]` */
export function disclosureOf(name: string, value: unknown, salt = `salt of ${name} ${value}`): string {
  return Buffer.from(JSON.stringify([Buffer.from(salt).toString('base64url'), name, value])).toString('base64url');
}

export function digestOf(disclosure: string): string {
  return sha256(disclosure).toString('base64url');
}

/** The `n`th record of a log, with name and address disclosed, and a reason in every second one. */
export function referenceRecord(n: number, members: Readonly<Record<string, unknown>> = {}): ReferenceRecord {
  const eventId = `evt_01J${String(n).padStart(23, '0')}`;
  const ofActor = [disclosureOf('name', `Müller ${n}`), disclosureOf('address', `192.0.2.${n % 250}`)];
  const ofRecord = n % 2 === 0 ? [disclosureOf('reason', `maintenance "${n}" — 保守\u2028`)] : [];
  const leaf = canonicalize({
    v: 1,
    event_id: eventId,
    timestamp: new Date(Date.UTC(2026, 10, 25, 1, 0, n)).toISOString(),
    organization_id: 3,
    actor: { type: 'user', id: n, authentication: 'password', _sd: ofActor.map(digestOf).sort() },
    target_type: 'resource',
    target_id: 6,
    operation: 'rotate',
    permission: 'resource:operate',
    status: 'succeeded',
    job_id: 41,
    correlation_id: `c-${n}`,
    ...(ofRecord.length > 0 ? { _sd: ofRecord.map(digestOf) } : {}),
    ...members,
  });
  return { eventId, leaf: Buffer.from(leaf ?? ''), disclosures: [...ofActor, ...ofRecord] };
}

/** A log of `size` such records. */
export function recordLog(size: number, origin = 'capstan-test/organizations/3') {
  const records = Array.from({ length: size }, (_, n) => referenceRecord(n));
  return {
    records,
    log: new ReferenceLog(
      origin,
      records.map(({ leaf }) => leaf),
    ),
  };
}

/** The line of a record, whole. */
export function exportLine(index: number, { eventId, leaf, disclosures }: ReferenceRecord): ExportLine {
  const { _sd, actor, ...members } = JSON.parse(leaf.toString());
  const { _sd: _digests, ...who } = actor;
  const told = Object.fromEntries(
    disclosures.map((disclosure) => JSON.parse(Buffer.from(disclosure, 'base64url').toString()).slice(1)),
  );
  const { name = null, address = null, reason = null } = told;
  return {
    index,
    event_id: eventId,
    leaf: base64(leaf),
    leaf_hash: base64(leafHash(leaf)),
    disclosures: [...disclosures],
    record: { ...members, actor: { ...who, organization_id: null, name, address }, reason, approval_id: null },
  };
}

/** The line of a record whose person asked to be forgotten. */
export function erasedLine(index: number, record: ReferenceRecord): ExportLine {
  return exportLine(index, { ...record, disclosures: [] });
}

/** The line of a record past its retention. */
export function prunedLine(index: number, record: ReferenceRecord): ExportLine {
  return { ...exportLine(index, record), leaf: null, disclosures: [], record: null };
}

export function jsonLines(lines: readonly unknown[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
