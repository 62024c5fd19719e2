/** Reads the JSON body of a request: bounded, UTF-8, and only after the caller has been let in. */

import type { IncomingMessage } from 'node:http';
import { CapstanError } from '../domain/errors.ts';

/** Of operations for which the contract says nothing else. */
export const MAX_BODY_BYTES = 1024 * 1024;

export interface JsonBody {
  readonly raw: Buffer;
  readonly value: unknown;
}

/**
 * @param mediaTypes what the contract lists for the operation; empty where it takes no body.
 * @param maxBytes how long it may be.
 * @returns undefined where no body came.
 * @throws CapstanError `body_too_large`, `unsupported_media_type`, `malformed_request`, `validation_failed`.
 */
export async function readJsonBody(
  request: IncomingMessage,
  mediaTypes: readonly string[],
  maxBytes = MAX_BODY_BYTES,
): Promise<JsonBody | undefined> {
  const { 'content-length': length, 'transfer-encoding': transfer } = request.headers;
  if (transfer === undefined && (length === undefined || Number(length) === 0)) return undefined;
  if (mediaTypes.length > 0) requireMediaType(request, mediaTypes);
  if (Number(length) > maxBytes) throw tooLarge(maxBytes);
  const raw = await readAll(request, maxBytes);
  if (raw.length === 0) return undefined;
  if (mediaTypes.length === 0) {
    throw new CapstanError('validation_failed', 'This operation takes no body.', {
      errors: [{ pointer: '/body', detail: 'is not taken by this operation' }],
    });
  }
  return { raw, value: parse(raw) };
}

function requireMediaType(request: IncomingMessage, mediaTypes: readonly string[]): void {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  if (!mediaTypes.includes(type.trim())) {
    throw new CapstanError('unsupported_media_type', `This operation takes ${mediaTypes.join(' or ')}.`);
  }
  const charset = parameters.map((part) => part.trim()).find((part) => part.startsWith('charset='));
  if (charset && !/^charset="?utf-?8"?$/.test(charset)) {
    throw new CapstanError('unsupported_media_type', 'The body must be in UTF-8.');
  }
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') {
    throw new CapstanError('unsupported_media_type', 'The body must come without Content-Encoding.');
  }
}

async function readAll(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof CapstanError) throw error;
    throw new CapstanError('malformed_request', 'The body broke off before its end.', { cause: error });
  }
  return Buffer.concat(chunks, size);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(raw));
  } catch {
    // Neither the parser's message nor the cause goes on: they quote the body, which may hold a secret.
    throw new CapstanError('malformed_request', 'The body is not JSON in UTF-8.', {
      errors: [{ pointer: '/body', detail: 'is not JSON in UTF-8' }],
    });
  }
}

function tooLarge(maxBytes: number): CapstanError {
  return new CapstanError('body_too_large', `The body has more than ${maxBytes} bytes.`);
}
