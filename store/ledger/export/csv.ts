/** Entries of a log as CSV, with a heading. Hashes are in hexadecimal, since base64 may begin with a plus sign. */

import { type CsvValue, csvCell } from './csv-cell.ts';
import type { ExportedEntry } from './exported-entry.ts';

/** New columns come last: what reads by position goes on reading. */
const COLUMNS: readonly (readonly [name: string, read: (entry: ExportedEntry) => CsvValue])[] = [
  ['index', ({ index }) => index],
  ['event_id', ({ eventId }) => eventId],
  ['timestamp', ({ record }) => record?.timestamp],
  ['organization_id', ({ log }) => log],
  ['actor_type', ({ record }) => record?.actor.type],
  ['actor_id', ({ record }) => record?.actor.id],
  ['actor_name', ({ record }) => record?.actor.name],
  ['actor_organization_id', ({ record }) => record?.actor.organization_id],
  ['actor_authentication', ({ record }) => record?.actor.authentication],
  ['actor_address', ({ record }) => record?.actor.address],
  ['operation', ({ record }) => record?.operation],
  ['status', ({ record }) => record?.status],
  ['code', ({ record }) => record?.code],
  ['target_type', ({ record }) => record?.target_type],
  ['target_id', ({ record }) => record?.target_id],
  ['scope_id', ({ record }) => record?.scope_id],
  ['resource_id', ({ record }) => record?.resource_id],
  ['permission', ({ record }) => record?.permission],
  ['policy', ({ record }) => record?.policy && JSON.stringify(record.policy)],
  ['reason', ({ record }) => record?.reason],
  ['ticket_id', ({ record }) => record?.ticket_id],
  ['job_id', ({ record }) => record?.job_id],
  ['approval_id', ({ record }) => record?.approval_id],
  ['session_id', ({ record }) => record?.session_id],
  ['correlation_id', ({ record }) => record?.correlation_id],
  ['trace_id', ({ record }) => record?.trace_id],
  ['state', ({ state }) => state],
  ['leaf_hash', ({ leafHash }) => leafHash.toString('hex')],
  ['leaf', ({ leaf }) => leaf?.toString('base64')],
  ['change', ({ record }) => record?.change],
];

export const CSV_HEADING = COLUMNS.map(([name]) => name).join(',');

export function csvLine(entry: ExportedEntry): string {
  return COLUMNS.map(([, read]) => csvCell(read(entry))).join(',');
}
