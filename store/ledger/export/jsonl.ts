/**
 * One JSON object a line: everything that the log holds of an entry. This is the form to verify from: `leaf` and
 * `disclosures` are what the tree has hashed, `record` is what they say, put together for reading.
 */

import type { ExportedEntry } from './exported-entry.ts';

export function jsonlLine({ index, eventId, leaf, leafHash, disclosures, record }: ExportedEntry): string {
  return JSON.stringify({
    index,
    event_id: eventId,
    leaf: leaf?.toString('base64') ?? null,
    leaf_hash: leafHash.toString('base64'),
    disclosures,
    record,
  });
}
