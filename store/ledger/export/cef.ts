/**
 * ArcSight Common Event Format, version 0. It has few fields of its own, so what matters most for a search is in those,
 * and JSONL or OCSF have the rest. Control characters become blanks; line breaks are escaped where CEF can say them.
 */

import { isIPv4, isIPv6 } from 'node:net';
import { LEAF_VERSION } from '../leaf.ts';
import { type ExportedEntry, LOST } from './exported-entry.ts';
import { actorUid, type Severity, severityOf, summaryOf, targetName } from './record-in-words.ts';

/** Of 0 to 10: below 4 is low, below 7 is medium. */
const SEVERITY: Record<Severity, number> = { informational: 1, low: 3, medium: 6 };

type Fields = readonly (readonly [key: string, value: string | number | null | undefined])[];

export function cefLine(entry: ExportedEntry): string {
  const { record, state } = entry;
  if (!record) return cef(state, LOST[state], state === 'pruned' ? 0 : 9, ledgerFields(entry));
  const { actor } = record;
  return cef(record.operation, summaryOf(record), SEVERITY[severityOf(record)], [
    ...ledgerFields(entry),
    ['act', record.operation],
    ['outcome', record.status],
    ['reason', record.code],
    ['msg', [record.change, record.reason].filter((words) => words !== null).join('\n')],
    ['suser', actor.name],
    ['suid', actorUid(actor)],
    ...addressFields(actor.address),
    ...labelled('cs1', 'target', targetName(record)),
    ...labelled('cs3', 'correlationId', record.correlation_id),
    ...labelled('cs4', 'ticketId', record.ticket_id),
    ...labelled('cs5', 'permission', record.permission),
    ...labelled('cs6', 'authentication', actor.authentication),
    ...labelled('cn2', 'jobId', record.job_id),
    ...labelled('cn3', 'resourceId', record.resource_id),
    ...labelled('flexString1', 'sessionId', record.session_id),
    ...labelled('flexString2', 'approvalId', record.approval_id),
  ]);
}

function ledgerFields({ eventId, index, leafHash, log, time }: ExportedEntry): Fields {
  return [
    ['rt', time.getTime()],
    ['externalId', eventId],
    ['deviceExternalId', `organization ${log}`],
    ...labelled('cn1', 'ledgerIndex', index),
    ...labelled('cs2', 'leafHash', leafHash.toString('base64')),
  ];
}

/** CEF has a field for IPv4, and a custom one for IPv6. */
function addressFields(address: string | null): Fields {
  if (address === null) return [];
  if (isIPv4(address)) return [['src', address]];
  return isIPv6(address) ? labelled('c6a2', 'Source IPv6 Address', address) : [['shost', address]];
}

function labelled(key: string, label: string, value: string | number | null | undefined): Fields {
  if (value === null || value === undefined) return [];
  return [
    [`${key}Label`, label],
    [key, value],
  ];
}

function cef(signature: string, name: string, severity: number, fields: Fields): string {
  const header = ['CEF:0', 'Capstan', 'Capstan', String(LEAF_VERSION), inHeader(signature), inHeader(name), severity];
  const extension = fields.flatMap(([key, value]) =>
    value === null || value === undefined || value === '' ? [] : [`${key}=${inExtension(String(value))}`],
  );
  return `${header.join('|')}|${extension.join(' ')}`;
}

function inHeader(text: string): string {
  return plain(text)
    .replace(/[\n\r]+/g, ' ')
    .replace(/[\\|]/g, '\\$&');
}

function inExtension(text: string): string {
  return plain(text).replace(/[\\=]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** Without control characters, and without the line breaks that only Unicode knows. */
function plain(text: string): string {
  return text.replace(/[^\P{Cc}\n\r]|[\u2028\u2029]/gu, ' ');
}
