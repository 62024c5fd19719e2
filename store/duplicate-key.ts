/** Recognises the one database error that is an answer: somebody else has written that key. */

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11_000;
}
