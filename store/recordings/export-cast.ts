/** A recording as an asciicast v2 that players of others read. */

import { printableLine } from '../../domain/printable.ts';
import type { RecordedEvent, RecordingHead } from '../../domain/recording.ts';
import { HarmlessCodes } from '../../domain/terminal/harmless-codes.ts';
import type { Store } from '../store.ts';
import { eventLine } from './cast-line.ts';
import { type ReadableRecording, readCast } from './read-events.ts';

export interface ExportOptions {
  /**
   * `as_recorded`: all that the record holds, codes included that act on the terminal of whoever looks at it. What a target
   * has sent is in it as text: what was not UTF-8 was replaced when it was written. `harmless`: what may be shown.
   */
  readonly form: 'as_recorded' | 'harmless';
  /** Whether what was typed comes along, where it was recorded. */
  readonly withInput: boolean;
  /** As the ledger has them. */
  readonly heads?: readonly RecordingHead[];
}

/** How much of a marker is shown beside a player. The record holds all of it. */
const SHOWN_LABEL_LENGTH = 200;

/**
 * Whole lines, a chunk of the recording at a time.
 * @throws RecordingFault where it is not as it was written; what was given before is.
 */
export async function* exportCast(
  store: Store,
  recording: ReadableRecording,
  key: Uint8Array,
  { form, withInput, heads }: ExportOptions,
): AsyncGenerator<string> {
  const shown = form === 'harmless' ? harmless() : (event: RecordedEvent) => event;
  for await (const part of readCast(store, recording, { key, heads })) {
    if ('header' in part) {
      yield `${part.header}\n`;
      continue;
    }
    const lines = part.events
      .filter(({ code }) => withInput || code !== 'i')
      .map(shown)
      // Of a code that is left out, or not whole yet, nothing is left to be shown.
      .filter(({ code, data }) => code === 'm' || data !== '')
      .map(eventLine);
    if (lines.length > 0) yield lines.join('');
  }
}

/** Of one recording: codes may be cut between two events. */
function harmless(): (event: RecordedEvent) => RecordedEvent {
  const output = new HarmlessCodes();
  const input = new HarmlessCodes();
  return (event) => {
    if (event.code === 'o') return { ...event, data: output.push(event.data) };
    if (event.code === 'i') return { ...event, data: input.push(event.data) };
    return event.code === 'm' ? { ...event, data: printableLine(event.data, SHOWN_LABEL_LENGTH) } : event;
  };
}
