/** GET /v1/connect/sessions/{id}/recording/search */

import { SEARCHED_PLACES, searchRecording } from '../../../store/recordings/search-recording.ts';
import type { components } from '../../generated/openapi.ts';
import { query } from '../../operation.ts';
import { notWhole, openRecording } from './recording-key.ts';

const DEFAULT_LIMIT = 100;

export const searchSessionRecording = query('searchSessionRecording', async (request) => {
  const { q: words, place, limit = DEFAULT_LIMIT } = request.query;
  request.means.downloads.begin(request);
  const { sessionId, recording, key, heads } = await openRecording(request);
  try {
    const search = { words, places: place === undefined ? SEARCHED_PLACES : [place], limit, heads };
    const { matches, has_more } = await searchRecording(request.means.store, recording, key, search).catch(notWhole);
    const body: components['schemas']['RecordingMatches'] = {
      session_id: sessionId,
      matches: matches.map((match) => ({ ...match })),
      has_more,
    };
    return { status: 200, body, sessionId };
  } finally {
    key.fill(0);
  }
});
