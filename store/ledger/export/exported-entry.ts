/** An entry of a log as exports show it: with the record that its leaf holds, as far as that can still be said. */

import { decodeTime } from 'ulid';
import type { LedgerEntry } from '../entries.ts';
import { type LedgerRecord, recordOf } from '../leaf.ts';

export interface ExportedEntry extends LedgerEntry {
  readonly log: number;
  /**
   * `pruned`: the record was deleted under the retention policy. `missing`: it is gone, and was not let go. `unreadable`: what is stored is not what was written,
   * which a verifier has to hear of; so it is exported as it is, and does not hold up what follows.
   */
  readonly state: 'recorded' | 'pruned' | 'missing' | 'unreadable';
  /** null unless `recorded`. */
  readonly record: LedgerRecord | null;
  /** Of the record, or where there is none, of its id. */
  readonly time: Date;
}

export function exportedEntry(log: number, entry: LedgerEntry): ExportedEntry {
  const record = entry.leaf && readable(entry.leaf, entry.disclosures);
  const state = record ? 'recorded' : entry.leaf ? 'unreadable' : entry.isPruned ? 'pruned' : 'missing';
  return { ...entry, log, state, record, time: record ? new Date(record.timestamp) : timeOfId(entry.eventId) };
}

function readable(leaf: Buffer, disclosures: readonly string[]): LedgerRecord | null {
  try {
    const record = recordOf(leaf, disclosures);
    return Number.isNaN(Date.parse(record.timestamp)) ? null : record;
  } catch {
    return null;
  }
}

/** What is said of a record that does not speak for itself. */
export const LOST: Readonly<Record<ExportedEntry['state'], string>> = {
  recorded: '',
  pruned: 'The record was deleted under the retention policy',
  missing: 'The record is gone, and no retention policy has let it go',
  unreadable: 'The record is not as it was written',
};

/** Ids are `evt_` + ULID, which begins with a time. */
function timeOfId(eventId: string): Date {
  try {
    return new Date(decodeTime(eventId.slice(eventId.indexOf('_') + 1)));
  } catch {
    return new Date(0);
  }
}
