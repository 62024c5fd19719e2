/** An entry of a log as exports show it: with the record that its leaf holds, as far as that can still be said. */

import { timeOfId } from '../../event-time.ts';
import type { LedgerEntry } from '../entries.ts';
import { type LedgerRecord, recordOf } from '../leaf.ts';
import { isWellFormed } from './well-formed.ts';

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
  return { ...entry, log, state, record, time: record ? new Date(record.timestamp) : timeOfEvent(entry.eventId) };
}

function readable(leaf: Buffer, disclosures: readonly string[]): LedgerRecord | null {
  try {
    const record = recordOf(leaf, disclosures);
    return isWellFormed(record) ? record : null;
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

function timeOfEvent(eventId: string): Date {
  try {
    return new Date(timeOfId(eventId));
  } catch {
    // Nobody here makes such an id; the entry goes out all the same.
    return new Date(0);
  }
}
