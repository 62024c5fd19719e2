/** How far the recording of a session went, as the audit log has it: against these a tail that was cut off shows. */

import type { RecordingHead } from '../../domain/recording.ts';
import type { Store } from '../store.ts';

const SEALING = ['session.recording', 'session.end'];
const HEAD = /recording of (\d+) chunks, (\d+) events, (\d+) bytes, head ([0-9a-f]{64})/;

/** In words, for an audit record; {@link sealedHeads} reads it back. */
export function headInWords({ chunks, events, bytes, head_hash }: RecordingHead): string {
  return `recording of ${chunks} chunks, ${events} events, ${bytes} bytes, head ${head_hash}`;
}

/** The earliest first. */
export async function sealedHeads(
  store: Store,
  organizationId: number,
  sessionId: string,
): Promise<readonly RecordingHead[]> {
  const records = await store
    .auditCollection()
    .find({ organization_id: organizationId, session_id: sessionId, operation: { $in: SEALING } })
    .project<{ change: string | null }>({ change: 1 })
    .sort({ _id: 1 })
    .toArray();
  return records.flatMap(({ change }) => {
    const [, chunks, events, bytes, head_hash] = HEAD.exec(change ?? '') ?? [];
    if (head_hash === undefined) return [];
    return [{ chunks: Number(chunks), events: Number(events), bytes: Number(bytes), head_hash }];
  });
}
