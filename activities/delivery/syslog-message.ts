/** Entries of the log as syslog messages (RFC 5424), in the frames of syslog over TLS (RFC 5425). */

import type { ExportedEntry } from '../../store/ledger/export/exported-entry.ts';
import { severityOf } from '../../store/ledger/export/record-in-words.ts';

/** `log audit` of RFC 5424, table 1. */
const FACILITY = 13;
/** RFC 5424, table 2: error, warning, notice, informational. */
const SEVERITIES = { unreadable: 3, medium: 4, low: 5, informational: 6, pruned: 6 } as const;
const VERSION = 1;
/** HOSTNAME and APP-NAME: whoever delivers may be another worker each time. */
const NAME = 'capstan';
const NIL = '-';

/**
 * The message of one entry. `line` is the entry in the collector's format, without its end. It goes without the byte
 * order mark that RFC 5424 has before UTF-8: receivers pass it on, and what comes out is no JSON and no CEF any more.
 */
export function syslogMessage(entry: ExportedEntry, line: string, enterpriseNumber: number): string {
  const { record, time, state } = entry;
  const severity = SEVERITIES[record ? severityOf(record) : state === 'pruned' ? 'pruned' : 'unreadable'];
  const header = [
    `<${FACILITY * 8 + severity}>${VERSION}`,
    time.toISOString(),
    NAME,
    NAME,
    NIL,
    messageId(record?.operation ?? state),
  ];
  return `${header.join(' ')} ${structuredData(entry, enterpriseNumber)} ${line}`;
}

/** Counted in bytes (RFC 5425, section 4.3). */
export function syslogFrame(message: string): Buffer {
  const bytes = Buffer.from(message, 'utf8');
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
}

/** MSGID: up to 32 printable ASCII characters. */
function messageId(name: string): string {
  return name.replace(/[^\x21-\x7e]/g, '').slice(0, 32) || NIL;
}

/** Its name ends in an enterprise number, as all do that IANA does not list (RFC 5424, 6.3.2 and 7.2.2). */
function structuredData({ index, eventId, log, leafHash }: ExportedEntry, enterpriseNumber: number): string {
  const parameters = {
    index: String(index),
    event: eventId,
    organization: String(log),
    leafHash: leafHash.toString('base64'),
  };
  const said = Object.entries(parameters).map(([name, value]) => ` ${name}="${value.replace(/["\\\]]/g, '\\$&')}"`);
  return `[capstan@${enterpriseNumber}${said.join('')}]`;
}
