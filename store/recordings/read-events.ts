/** The events of a recording, one after another, without ever holding more of it than a chunk. */

import type { RecordedEvent, RecordingHead } from '../../domain/recording.ts';
import type { RecordingDocument } from '../models/recording.ts';
import type { Store } from '../store.ts';
import { parseEventLine } from './cast-line.ts';
import { readChain } from './read-chain.ts';
import { RecordingFault } from './recording-fault.ts';

export type ReadableRecording = Pick<RecordingDocument, '_id' | 'organization_id' | 'state' | 'head'>;

/** The first is the header line, without its newline; then come the events of a chunk at a time. */
type CastPart = { readonly header: string } | { readonly events: readonly RecordedEvent[] };

/** What a recording is read with. */
export interface CastKey {
  readonly key: Uint8Array;
  /** As the ledger has them: what they tell of has to be there. */
  readonly heads?: readonly RecordingHead[] | undefined;
}

/** @throws RecordingFault where it is not as it was written; what came before is. */
export async function* readCast(
  store: Store,
  recording: ReadableRecording,
  { key, heads = [] }: CastKey,
): AsyncGenerator<CastPart> {
  for await (const { lines, head } of readChain(store, recording, { key, heads })) {
    const seq = head.chunks - 1;
    const all = (lines?.toString('utf8') ?? '').split('\n');
    // What follows the last newline.
    all.pop();
    if (seq === 0) yield { header: all.shift() ?? '' };
    yield { events: all.map((line) => eventOf(line, seq)) };
  }
}

function eventOf(line: string, seq: number): RecordedEvent {
  const event = parseEventLine(line);
  if (event) return event;
  throw new RecordingFault('chunk_altered', seq);
}
