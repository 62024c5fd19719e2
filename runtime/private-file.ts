/** Files that hold keys: read only while nobody else can read them, written whole or not at all. */

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';

export type PrivateFileErrorCode = 'file_missing' | 'file_exposed' | 'file_malformed' | 'file_exists' | 'file_busy';

/** A key file cannot be used. The message names the file and the remedy, and never quotes its content. */
export class PrivateFileError extends Error {
  override readonly name = 'PrivateFileError';
  readonly code: PrivateFileErrorCode;

  constructor(code: PrivateFileErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads the JSON file at `path`, which must be closed to group and world (mode 0600 or stricter).
 * `what` names it in messages, e.g. "master key file".
 * @throws PrivateFileError; errors of the file system other than "not there" pass through.
 */
export function readPrivateJson<Content>(path: string, schema: z.ZodType<Content>, what: string): Content {
  const text = readPrivateText(path, what);
  const parsed = schema.safeParse(jsonOf(text, path, what));
  if (parsed.success) return parsed.data;
  // Only path and code of an issue: zod's messages can quote the value that was refused.
  const places = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(top)'} [${issue.code}]`);
  throw new PrivateFileError(
    'file_malformed',
    `The ${what} ${path} is malformed at ${[...new Set(places)].join(', ')}`,
  );
}

function readPrivateText(path: string, what: string): string {
  const descriptor = openForReading(path, what);
  try {
    // The mode is asked of the open file, so that it cannot be swapped between the question and the read.
    const mode = fstatSync(descriptor).mode & 0o777;
    if ((mode & 0o077) !== 0) {
      throw new PrivateFileError(
        'file_exposed',
        `The ${what} ${path} has mode ${mode.toString(8).padStart(4, '0')}, so other users may read it; ` +
          `run chmod 600 ${path}, and replace its keys if others had access`,
      );
    }
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function openForReading(path: string, what: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
    throw new PrivateFileError(
      'file_missing',
      `The ${what} ${path} does not exist; the launcher creates it at first start`,
    );
  }
}

function jsonOf(text: string, path: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text around the fault, which is key material here.
    throw new PrivateFileError('file_malformed', `The ${what} ${path} is not JSON`);
  }
}

/** Replaces the file at `path` in one step (mode 0600); after a crash the old or the new content is there, whole. */
export function replacePrivateJson(path: string, content: unknown): void {
  replacePrivateText(path, jsonText(content));
}

/** As {@link replacePrivateJson}, for text. */
export function replacePrivateText(path: string, text: string): void {
  const draft = writeDraft(path, text);
  try {
    renameSync(draft, path);
    syncDirectory(path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Replaces files of one directory, each as {@link replacePrivateText} does: many at once take little longer than one.
 * @param texts by name
 */
export async function replacePrivateTexts(directory: string, texts: ReadonlyMap<string, string>): Promise<void> {
  const paths = await Promise.all(
    [...texts].map(async ([name, text]) => {
      const path = join(directory, name);
      const draft = draftOf(path);
      try {
        const file = await open(draft, 'wx', 0o600);
        try {
          await file.writeFile(text);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(draft, path);
      } finally {
        await rm(draft, { force: true });
      }
      return path;
    }),
  );
  const [any] = paths;
  if (any !== undefined) syncDirectory(any);
}

/**
 * Creates the file at `path` (mode 0600, missing directories 0700) and answers true; answers false
 * and changes nothing where one is there. After a crash it is there whole, or not at all.
 */
export function createPrivateText(path: string, text: string): boolean {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = writeDraft(path, text);
  try {
    // A hard link fails on a name that exists, where a rename would replace it.
    linkSync(draft, path);
    syncDirectory(path);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * As {@link createPrivateText}, for JSON that must not be there yet.
 * @throws PrivateFileError `file_exists` where another process was first.
 */
export function createPrivateJson(path: string, content: unknown, what: string): void {
  if (createPrivateText(path, jsonText(content))) return;
  throw new PrivateFileError('file_exists', `The ${what} ${path} exists already and is left as it is`);
}

function jsonText(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function draftOf(path: string): string {
  return `${path}.${process.pid}.${randomBytes(4).toString('hex')}.draft`;
}

function writeDraft(path: string, text: string): string {
  const draft = draftOf(path);
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return draft;
}

/** Makes the new name itself survive a power cut. */
function syncDirectory(path: string): void {
  const descriptor = openSync(dirname(path), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
