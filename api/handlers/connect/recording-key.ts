/** Opens a recording for a request: a worker asks once more for the right, and has it on record, before it hands the key out. */

import { CapstanError } from '../../../domain/errors.ts';
import type { RecordingHead } from '../../../domain/recording.ts';
import { sealedHeads } from '../../../store/connect-sessions/sealed-heads.ts';
import type { RecordingDocument } from '../../../store/models/recording.ts';
import { dataKeyOf } from '../../../store/recordings/data-key.ts';
import { RecordingFault } from '../../../store/recordings/recording-fault.ts';
import { handOver } from '../../../worker-calls/hand-over.ts';
import type { Request } from '../../operation.ts';
import { askingOf } from '../asking.ts';
import { findRecording } from './find-recording.ts';
import { findSession } from './find-session.ts';

export interface OpenedRecording {
  readonly sessionId: string;
  readonly recording: RecordingDocument;
  /** To be overwritten when done with. */
  readonly key: Buffer;
  /** What the audit log says of it. */
  readonly heads: readonly RecordingHead[];
}

/** @throws CapstanError `not_found`, `forbidden`; `conflict` while it is being made; `not_ready` where no worker answers. */
export async function openRecording(
  request: Request<'searchSessionRecording' | 'getSessionCast'>,
): Promise<OpenedRecording> {
  const { store } = request.means;
  const session = await findSession(request);
  const recording = await findRecording(store, session);
  if (recording.state === 'recording') throw new CapstanError('conflict', 'It is being made: wait for its end.');
  const opened = await handOver(askingOf(request), { purpose: 'play_recording', subjectId: session._id });
  const heads = await sealedHeads(store, session.organization_id, session._id);
  return { sessionId: session._id, recording, key: dataKeyOf(opened), heads };
}

/** @throws CapstanError `conflict` for what is wrong with the recording. */
export function notWhole(error: unknown): never {
  throw error instanceof RecordingFault ? new CapstanError('conflict', `${error.message}.`, { cause: error }) : error;
}
