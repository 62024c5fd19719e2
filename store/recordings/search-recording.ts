/** Looks for words in what a session has shown, in what was typed, and in its statements and other markers. */

import { printableLine } from '../../domain/printable.ts';
import type { RecordedEvent, RecordingHead } from '../../domain/recording.ts';
import { type PlainLine, PlainLines } from '../../domain/terminal/plain-lines.ts';
import type { Store } from '../store.ts';
import { type ReadableRecording, readCast } from './read-events.ts';
import { continuedStatement } from './statement-label.ts';

/** `output`: what the target has sent; `input`: what was typed, where that was recorded; `marker`: statements, files, and the like. */
export const SEARCHED_PLACES = ['output', 'input', 'marker'] as const;
export type SearchedPlace = (typeof SEARCHED_PLACES)[number];

export interface RecordingSearch {
  /** Are found as they stand, in any case, with any white space between them. */
  readonly words: string;
  readonly places: readonly SearchedPlace[];
  /** How many matches at most. */
  readonly limit: number;
  /** As the ledger has them. */
  readonly heads?: readonly RecordingHead[];
}

export interface RecordingMatch {
  /** Seconds since the recording began. */
  readonly time: number;
  readonly place: SearchedPlace;
  /** The match and what stands around it in its line; what cannot be read is replaced. */
  readonly excerpt: string;
}

export interface RecordingMatches {
  readonly matches: readonly RecordingMatch[];
  /** Whether there may be others that come later. */
  readonly has_more: boolean;
}

export const MAX_SEARCH_LENGTH = 200;
/** How much is shown around a match. */
const AROUND = 60;
/** Between two words that stand in two parts of a long line. */
const MOST_SPACE = 64;

interface Label {
  readonly text: string;
  /** How much of it was looked at before. */
  readonly repeated: number;
  readonly time: number;
}

const NO_LABEL: Label = { text: '', repeated: 0, time: 0 };

/**
 * Reads until `limit` is reached. Output is found as it was sent, line by line, across events and chunks, without the
 * codes of terminals; what was edited within a line, or painted on a screen in pieces, may not be.
 * @throws RangeError for words that are empty or longer than {@link MAX_SEARCH_LENGTH}.
 * @throws RecordingFault where the recording is not as it was written.
 */
export async function searchRecording(
  store: Store,
  recording: ReadableRecording,
  key: Uint8Array,
  search: RecordingSearch,
): Promise<RecordingMatches> {
  const finder = new Finder(search);
  for await (const part of readCast(store, recording, { key, heads: search.heads })) {
    if ('header' in part) continue;
    for (const event of part.events) finder.take(event);
    if (finder.isFull) return finder.found();
  }
  finder.end();
  return finder.found();
}

class Finder {
  readonly #pattern: RegExp;
  readonly #overlap: number;
  readonly #limit: number;
  readonly #places: ReadonlySet<SearchedPlace>;
  readonly #matches: RecordingMatch[] = [];
  readonly #output: PlainLines;
  readonly #input: PlainLines;
  /** The statement that may go on in the next marker. */
  #label: Label = NO_LABEL;

  constructor({ words, places, limit }: RecordingSearch) {
    this.#pattern = patternOf(words);
    this.#overlap = words.length + MOST_SPACE;
    this.#limit = limit;
    this.#places = new Set(places);
    const options = { isTyped: false, overlap: this.#overlap };
    this.#output = new PlainLines(options, (line) => this.#look('output', line));
    this.#input = new PlainLines({ ...options, isTyped: true }, (line) => this.#look('input', line));
  }

  get isFull(): boolean {
    return this.#matches.length > this.#limit;
  }

  found(): RecordingMatches {
    return { matches: this.#matches.slice(0, this.#limit), has_more: this.isFull };
  }

  take({ code, data, time }: RecordedEvent): void {
    if (code === 'o' && this.#places.has('output')) this.#output.push(data, time);
    if (code === 'i' && this.#places.has('input')) this.#input.push(data, time);
    if (code === 'm' && this.#places.has('marker')) this.#takeLabel(data, time);
  }

  end(): void {
    this.#output.end();
    this.#input.end();
    this.#takeLabel('', 0);
  }

  /** Looks at the label before it, since it was not known whether that goes on. */
  #takeLabel(label: string, time: number): void {
    const before = this.#label;
    this.#look('marker', { ...before, timeAt: () => before.time });
    const continued = continuedStatement(label);
    const kept = continued === undefined ? '' : before.text.slice(-this.#overlap);
    this.#label = { text: kept + (continued ?? label), repeated: kept.length, time };
  }

  #look(place: SearchedPlace, { text, repeated, timeAt }: PlainLine): void {
    for (const { 0: found, index } of text.matchAll(this.#pattern)) {
      if (this.isFull) return;
      const end = index + found.length;
      // It was found in the part before this one.
      if (end <= repeated) continue;
      const around = text.slice(Math.max(0, index - AROUND), end + AROUND);
      this.#matches.push({ time: timeAt(index), place, excerpt: printableLine(around, around.length) });
    }
  }
}

/** Words as they stand, in any case, with any white space between them. @throws RangeError */
function patternOf(words: string): RegExp {
  const each = words.split(/\s+/).filter((word) => word !== '');
  if (each.length === 0 || words.length > MAX_SEARCH_LENGTH) {
    throw new RangeError(`what is searched for has 1 to ${MAX_SEARCH_LENGTH} characters`);
  }
  return new RegExp(each.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, literally)).join('\\s+'), 'giu');
}

/** By its number: `u` lets only few characters be escaped by a backslash. */
function literally(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`;
}
