/**
 * RFC 4180, with a heading, for spreadsheets. Spreadsheets take what begins with certain characters for a formula, some
 * of them behind what is not seen, and where another separator is set a cell begins behind each semicolon, tab or line
 * break of a value. So each such piece gets an apostrophe in front, as does one that begins with an apostrophe: whoever
 * reads the file by program takes one apostrophe off the front of each piece. Hashes are in hexadecimal, since base64 may
 * begin with a plus sign.
 */

import type { ExportedEntry } from './exported-entry.ts';

type Value = string | number | null | undefined;

/** New columns come last: what reads by position goes on reading. */
const COLUMNS: readonly (readonly [name: string, read: (entry: ExportedEntry) => Value])[] = [
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
  return COLUMNS.map(([, read]) => cell(read(entry))).join(',');
}

/**
 * Where a piece begins that must not be taken for a formula: with what is not seen, or nothing, and an ASCII or full-width
 * character that begins one; or with an apostrophe or another separator.
 */
const PIECE =
  /(?<=^|[;\t\r\n])(?=(?:(?![\t\r\n])[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}])*[=+\-@＝＋－＠]|[\t\r\n'])/gu;

function cell(value: Value): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const guarded = value.replace(PIECE, "'");
  return /[",;\t\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
