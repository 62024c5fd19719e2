/** GET /v1/connect/sessions/{id}/recording/cast */

import { Readable } from 'node:stream';
import { exportCast } from '../../../store/recordings/export-cast.ts';
import { query } from '../../operation.ts';
import { openRecording } from './recording-key.ts';

/** Read while it is sent: an answer that breaks off is of a recording that is not whole from there on. */
export const getSessionCast = query('getSessionCast', async (request) => {
  const { form = 'harmless', with_input: withInput = false } = request.query;
  request.means.downloads.begin(request);
  const { sessionId, recording, key, heads } = await openRecording(request);
  request.whenAnswered(() => key.fill(0));
  const open = () => Readable.from(exportCast(request.means.store, recording, key, { form, withInput, heads }));
  return {
    status: 200,
    content: { type: 'application/x-asciicast', length: null, open },
    headers: { 'Content-Disposition': `attachment; filename="${sessionId}.cast"` },
    sessionId,
    change: `${form}${withInput ? ', with what was typed' : ''}`,
  };
});
