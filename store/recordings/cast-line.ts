/** Lines of an asciicast v2: the header, and an event each. */

import { EVENT_CODES, type RecordedEvent } from '../../domain/recording.ts';

export interface CastHeader {
  readonly width: number;
  readonly height: number;
  readonly startedAt: Date;
  /** The value of TERM; null where it is not known. */
  readonly term: string | null;
  readonly title: string;
}

const TIME_DECIMALS = 6;
/** JSON may hold them as they are; but some readers end a line at each separator of Unicode, and a terminal obeys those of C1. */
const CUT_OR_ACT = /[\u007f-\u009f\u2028\u2029]/g;

/** With its newline. */
export function headerLine({ width, height, startedAt, term, title }: CastHeader): string {
  const timestamp = Math.floor(startedAt.getTime() / 1_000);
  return `${JSON.stringify({ version: 2, width, height, timestamp, title, ...(term === null ? {} : { env: { TERM: term } }) })}\n`;
}

/** With its newline. Half a surrogate pair, which UTF-8 has no bytes for, is replaced. */
export function eventLine({ time, code, data }: RecordedEvent): string {
  return `[${time.toFixed(TIME_DECIMALS)}, "${code}", ${quoted(data)}]\n`;
}

function quoted(text: string): string {
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  return JSON.stringify(wellFormed).replace(
    CUT_OR_ACT,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** undefined where the line is no event. */
export function parseEventLine(line: string): RecordedEvent | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed)) return undefined;
  const [time, told, data]: unknown[] = parsed;
  const code = EVENT_CODES.find((known) => known === told);
  return typeof time === 'number' && code && typeof data === 'string' ? { time, code, data } : undefined;
}
