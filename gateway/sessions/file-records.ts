/**
 * What is done to files in a session, as it is written down: the names in the recording, which can be erased; kind, size and
 * SHA-256 in the audit log, which cannot.
 */

import type { FileAction, FileOutcome } from '../ssh/file-action.ts';
import type { HeldSession } from './held-session.ts';

/** Resolves once it is certain that it will be known. */
export async function fileActionStarts(held: HeldSession, action: FileAction): Promise<void> {
  await held.caughtUp();
  const { writer } = held.recording ?? {};
  if (!writer) return;
  const { number, kind, via, path, entry, to } = action;
  const names = [path, entry && `: ${entry}`, to && ` to ${to}`].filter(Boolean).join('');
  writer.marker(`file ${number} ${kind} by ${via} ${names}`);
  await writer.stored();
}

export function fileActionEnds(held: HeldSession, { number, kind, via }: FileAction, outcome: FileOutcome): void {
  const { ok, bytes, sha256, unhashed } = outcome;
  const content = sha256 === null ? (unhashed === null ? '' : `, not hashed: ${unhashed}`) : `, SHA-256 ${sha256}`;
  held.recording?.writer.marker(`file ${number} ${ok ? 'done' : 'failed'}, ${bytes} bytes${content}`);
  held.tellSoon({
    operation: 'session.file',
    status: ok ? 'succeeded' : 'failed',
    code: ok ? null : 'not_done',
    change: `file ${number}: ${kind} by ${via}, ${bytes} bytes${content}`,
  });
}
