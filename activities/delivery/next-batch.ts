/** What a collector gets next: entries from where it stands, as far as a checkpoint covers them. */

import { headOf } from '../../store/ledger/checkpoints.ts';
import { readEntries } from '../../store/ledger/entries.ts';
import { type ExportedEntry, exportedEntry } from '../../store/ledger/export/exported-entry.ts';
import { lineFor } from '../../store/ledger/export/formats.ts';
import type { LogCollectorDocument } from '../../store/models/log-collector.ts';
import type { Store } from '../../store/store.ts';

/** Of lines; one that is longer goes alone. */
const MAX_BYTES = 4 * 1024 * 1024;

interface Line {
  readonly entry: ExportedEntry;
  /** In the collector's format, without its end. */
  readonly text: string;
}

export interface Batch {
  readonly lines: readonly Line[];
  readonly from: number;
  /** Index after the last one. */
  readonly next: number;
  /** How many are left when this one has arrived. */
  readonly left: number;
}

/** null where the collector has everything. @throws Error where the log is damaged. */
export async function nextBatch(store: Store, collector: LogCollectorDocument): Promise<Batch | null> {
  const { organization_id: log, next_index: from, format, batch_limit } = collector;
  const size = (await headOf(store, log))?.published_size ?? 0;
  if (from >= size) return null;
  const entries = await readEntries(store, log, from, Math.min(from + batch_limit, size));
  const lines: Line[] = [];
  let bytes = 0;
  for (const read of entries) {
    const entry = exportedEntry(log, read);
    const text = lineFor(format, entry);
    bytes += Buffer.byteLength(text);
    if (lines.length > 0 && bytes > MAX_BYTES) break;
    lines.push({ entry, text });
  }
  const next = from + lines.length;
  return { lines, from, next, left: size - next };
}
