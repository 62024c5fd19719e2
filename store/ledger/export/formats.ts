/** The forms in which a log goes out, each with its media type. */

import type { ExportFormat } from '../../../domain/log-collector.ts';
import type { LedgerEntry } from '../entries.ts';
import { cefLine } from './cef.ts';
import { CSV_HEADING, csvLine } from './csv.ts';
import { type ExportedEntry, exportedEntry } from './exported-entry.ts';
import { jsonlLine } from './jsonl.ts';
import { ocsfLine } from './ocsf.ts';

interface Format {
  readonly mediaType: string;
  /** Line before all others, with its end; empty where there is none. */
  readonly heading: string;
  readonly lineEnd: string;
  readonly line: (entry: ExportedEntry) => string;
}

const FORMATS: Record<ExportFormat, Format> = {
  jsonl: { mediaType: 'application/x-ndjson', heading: '', lineEnd: '\n', line: jsonlLine },
  ocsf: { mediaType: 'application/x-ndjson', heading: '', lineEnd: '\n', line: ocsfLine },
  cef: { mediaType: 'text/plain; charset=utf-8', heading: '', lineEnd: '\n', line: cefLine },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    heading: `${CSV_HEADING}\r\n`,
    lineEnd: '\r\n',
    line: csvLine,
  },
};

export function mediaTypeOf(format: ExportFormat): string {
  return FORMATS[format].mediaType;
}

export function headingOf(format: ExportFormat): string {
  return FORMATS[format].heading;
}

/** The line of one entry, without its end. */
export function lineFor(format: ExportFormat, entry: ExportedEntry): string {
  return FORMATS[format].line(entry);
}

/** The line of an entry as the log has it, with its end. */
export function fullLineOf(format: ExportFormat, log: number, entry: LedgerEntry): string {
  return `${lineFor(format, exportedEntry(log, entry))}${FORMATS[format].lineEnd}`;
}
