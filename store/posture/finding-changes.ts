/** What a look at one resource or device changes about its findings. */

import { isDeepStrictEqual } from 'node:util';
import {
  type CountedFinding,
  type FindingSpan,
  type FindingTurn,
  MOST_SPANS,
  turnOf,
} from '../../domain/posture/finding.ts';
import type { Suspicion } from '../../domain/posture/suspicion.ts';
import type { FindingDocument } from '../models/posture.ts';
import type { FindingHolder } from './finding-holder.ts';

/** A finding that stays as it is has its last look noted so often. */
const NOTED_EVERY_MS = 3_600_000;

export type FindingFields = Omit<FindingDocument, '_id' | 'revision' | 'last_event_id' | 'steps'>;

export interface FindingChange {
  /** null: it is a new one. */
  readonly id: number | null;
  readonly turn: FindingTurn;
  /** Nothing has become of it, but it is less serious than it was, or lies elsewhere. */
  readonly isRegraded: boolean;
  /** All fields of a new one, those that change of another. */
  readonly fields: FindingFields | Partial<FindingFields>;
  readonly about: Pick<FindingDocument, 'signal' | 'severity' | 'subject' | 'remedy'>;
}

export interface Looked {
  readonly changes: readonly FindingChange[];
  /** What counts in ratings from now on. */
  readonly counted: readonly CountedFinding[];
  /** When the first of the acceptances is over; null: there is none. */
  readonly acceptedUntil: Date | null;
}

export function findingChanges(
  holder: FindingHolder,
  found: readonly Suspicion[],
  known: readonly FindingDocument[],
  now: Date,
): Looked {
  const keyOf = ({ signal, subject }: Pick<Suspicion, 'signal' | 'subject'>) => `${signal} ${subject}`;
  const foundByKey = new Map(found.map((suspicion) => [keyOf(suspicion), suspicion]));
  const knownKeys = new Set(known.map(keyOf));
  const fresh = found.filter((suspicion) => !knownKeys.has(keyOf(suspicion)));
  const changes = [
    ...fresh.map((suspicion) => opened(holder, suspicion, now)),
    ...known.flatMap((finding) => changeOf(holder, finding, foundByKey.get(keyOf(finding)) ?? null, now)),
  ];
  const over = new Set(changes.filter(({ turn }) => turn === 'acceptance_over').map(({ id }) => id));
  const accepted = known.filter(
    (finding) => foundByKey.has(keyOf(finding)) && finding.status === 'accepted' && !over.has(finding._id),
  );
  const acceptedKeys = new Set(accepted.map(keyOf));
  const ends = accepted.map((finding) => untilOf(finding).getTime());
  return {
    changes,
    counted: found
      .filter((suspicion) => !acceptedKeys.has(keyOf(suspicion)))
      .map(({ signal, severity }) => ({ signal, severity })),
    acceptedUntil: ends.length === 0 ? null : new Date(Math.min(...ends)),
  };
}

/** Of an accepted one. */
function untilOf({ acceptance }: FindingDocument): Date {
  return acceptance?.until ?? new Date(0);
}

function opened(holder: FindingHolder, suspicion: Suspicion, now: Date): FindingChange {
  const { signal, severity, subject, account, since, evidence } = suspicion;
  const fields: FindingFields = {
    ...holder,
    account,
    signal,
    severity,
    subject,
    since,
    evidence,
    status: 'open',
    first_seen_at: now,
    last_seen_at: now,
    resolved_at: null,
    reopened: 0,
    spans: [{ from: now, to: null }],
    owner_user_id: null,
    acceptance: null,
    remedy: null,
    created_at: now,
    updated_at: now,
  };
  return { id: null, turn: 'opened', isRegraded: false, fields, about: suspicion };
}

function changeOf(
  holder: FindingHolder,
  finding: FindingDocument,
  found: Suspicion | null,
  now: Date,
): FindingChange[] {
  const { status, severity } = finding;
  const turn = turnOf(
    { status, severity, acceptedUntil: finding.acceptance?.until ?? null },
    found?.severity ?? null,
    now,
  );
  const seen = found && {
    ...holder,
    severity: found.severity,
    evidence: found.evidence,
    last_seen_at: now,
    // What is so only as of each look began with the first of them.
    since: found.since < now ? found.since : turn === 'reopened' ? now : finding.since,
  };
  if (turn === null && (seen === null || isNoted(finding, seen))) return [];
  const isRegraded = turn === null && found !== null && (found.severity !== severity || isElsewhere(holder, finding));
  const fields = { ...seen, ...(isRegraded ? { updated_at: now } : turned(finding, turn, now)) };
  return [{ id: finding._id, turn, isRegraded, fields, about: { ...finding, severity: found?.severity ?? severity } }];
}

function isElsewhere(holder: FindingHolder, { scope_id, resource_id, device_id }: FindingDocument): boolean {
  return holder.scope_id !== scope_id || holder.resource_id !== resource_id || holder.device_id !== device_id;
}

/** What was seen is what is stored, as of not long ago: each look would write every finding otherwise. */
function isNoted(finding: FindingDocument, { last_seen_at, ...seen }: Seen): boolean {
  const stored = Object.fromEntries(Object.keys(seen).map((name) => [name, finding[name as keyof FindingDocument]]));
  return +last_seen_at - +finding.last_seen_at < NOTED_EVERY_MS && isDeepStrictEqual(stored, seen);
}

type Seen = FindingHolder & Pick<FindingDocument, 'severity' | 'evidence' | 'since' | 'last_seen_at'>;

function turned(finding: FindingDocument, turn: FindingTurn, now: Date): Partial<FindingFields> {
  switch (turn) {
    case 'reopened':
      return {
        status: 'open',
        resolved_at: null,
        reopened: finding.reopened + 1,
        spans: [...finding.spans, { from: now, to: null }].slice(-MOST_SPANS),
        acceptance: null,
        remedy: null,
        updated_at: now,
      };
    case 'resolved':
      return {
        status: 'resolved',
        resolved_at: now,
        spans: closed(finding.spans, now),
        acceptance: null,
        updated_at: now,
      };
    case 'worsened':
      // Who has asked for it to be accepted has asked for less.
      return { acceptance: null, updated_at: now };
    case 'acceptance_over':
      return { status: 'open', acceptance: null, updated_at: now };
    case 'opened':
    case null:
      return {};
  }
}

function closed(spans: readonly FindingSpan[], now: Date): FindingSpan[] {
  return spans.map((span) => (span.to === null ? { ...span, to: now } : span));
}
