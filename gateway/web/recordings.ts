/** Hands a recording to its page, for a token that the page was given by whoever watches. */

import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from 'express';
import { Secret } from '../../domain/secret.ts';
import { isSessionId } from '../../domain/session-id.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { Strangers } from '../strangers.ts';
import type { RecordingDoor } from './contract.ts';

export interface RecordingParts {
  readonly recordings: RecordingDoor;
  readonly strangers: Strangers;
  readonly logger: Logger;
  readonly addressOf: (request: IncomingMessage) => string;
}

const BEARER = /^Bearer ([\w.~+/=-]{1,512})$/;

/** `GET /connect/{id}/recording.cast`: 401 for every token that opens nothing, whatever the cause. */
export function sendRecording(parts: RecordingParts): RequestHandler<{ id: string }> {
  const { recordings, strangers, logger, addressOf } = parts;
  return async (request, response, next) => {
    const sessionId = request.params.id;
    if (!isSessionId(sessionId)) return next();
    response.setHeader('Cache-Control', 'no-store');
    const address = addressOf(request);
    const leave = await strangers.enter(address);
    if (leave === null) {
      response.status(429).end();
      return;
    }
    try {
      const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
      const found = token && (await recordings.open({ sessionId, token: new Secret(token), address }));
      leave();
      if (!found) {
        if (token) await strangers.countRefusal(address);
        response.status(401).setHeader('WWW-Authenticate', 'Bearer').end();
        return;
      }
      response.setHeader('Content-Type', 'application/x-asciicast');
      await pipeline(found, response);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // The viewer has closed the page.
      if (code === 'ERR_STREAM_PREMATURE_CLOSE') return;
      logger.error('A recording could not be sent', { session_id: sessionId, error });
      if (response.headersSent) response.destroy();
      else response.status(500).end();
    } finally {
      leave();
    }
  };
}
