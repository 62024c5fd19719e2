/** Checks content as a client hands it in; what is wrong is said without repeating any of it. */

import type { ContentOutline, InformationKind } from '../../../domain/protected-information.ts';
import { MAX_CONTENT_BYTES } from '../../../domain/protected-information.ts';
import { Secret } from '../../../domain/secret.ts';
import { unusable } from '../found.ts';

interface HandedIn {
  readonly content: string;
  readonly file_name?: string;
  readonly media_type?: string;
}

export interface ReadContent {
  /** A text as it is, a file in base64. */
  readonly secret: Secret;
  readonly outline: ContentOutline;
}

const UNKNOWN_MEDIA_TYPE = 'application/octet-stream';

/**
 * @param former of the version before, whose name and type hold on where none is given.
 * @throws CapstanError `unprocessable` that points at the field.
 */
export function readContent(kind: InformationKind, handedIn: HandedIn, former?: ContentOutline): ReadContent {
  return kind === 'text' ? readText(handedIn) : readFile(handedIn, former);
}

function readText({ content, file_name, media_type }: HandedIn): ReadContent {
  if (file_name !== undefined) throw unusable('file_name', 'belongs to a file, and this is a text');
  if (media_type !== undefined) throw unusable('media_type', 'belongs to a file, and this is a text');
  if (/\p{Cs}/u.test(content)) throw unusable('content', 'is not well-formed Unicode text');
  if (content.includes('\0')) throw unusable('content', 'holds a NUL character; hand it in as a file');
  const size = requireSize(Buffer.byteLength(content));
  return { secret: new Secret(content), outline: { size, file_name: null, media_type: null } };
}

function readFile({ content, ...given }: HandedIn, former?: ContentOutline): ReadContent {
  const file_name = given.file_name ?? former?.file_name ?? null;
  if (file_name === null) throw unusable('file_name', 'is missing: a file has a name');
  const media_type = given.media_type ?? former?.media_type ?? UNKNOWN_MEDIA_TYPE;
  const bytes = Buffer.from(content, 'base64');
  // A decoder skips what it does not know, and takes more than one spelling of the same bytes.
  if (bytes.toString('base64') !== content) {
    throw unusable('content', 'is not base64 (RFC 4648, section 4) with its padding, and nothing else');
  }
  const size = requireSize(bytes.length);
  return { secret: new Secret(content), outline: { size, file_name, media_type } };
}

function requireSize(size: number): number {
  if (size > MAX_CONTENT_BYTES) throw unusable('content', `has more than ${MAX_CONTENT_BYTES} bytes`);
  return size;
}
