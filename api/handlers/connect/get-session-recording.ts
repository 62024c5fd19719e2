/** GET /v1/connect/sessions/{id}/recording */

import type { components } from '../../generated/openapi.ts';
import { query } from '../../operation.ts';
import { wireTime, wireTimeOrNull } from '../wire-time.ts';
import { findRecording } from './find-recording.ts';
import { findSession } from './find-session.ts';

export const getSessionRecording = query('getSessionRecording', async (request) => {
  const session = await findSession(request);
  const { kind, state, has_input, started_at, ended_at, end_reason, head } = await findRecording(
    request.means.store,
    session,
  );
  const body: components['schemas']['SessionRecording'] = {
    session_id: session._id,
    kind,
    state,
    has_input,
    started_at: wireTime(started_at),
    ended_at: wireTimeOrNull(ended_at),
    end_reason,
    chunks: head?.chunks ?? null,
    events: head?.events ?? null,
    bytes: head?.bytes ?? null,
    head_hash: head?.head_hash ?? null,
  };
  return { status: 200, body, sessionId: session._id };
});
