/** Stops waiting for what takes too long. */

export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

/**
 * Settles as `fn` does, or rejects with {@link TimeLimitError} once `timeoutMs` have passed; `fn` itself goes on, and
 * what becomes of it then is not heard of.
 */
export async function withTimeLimit<Result>(timeoutMs: number, fn: () => Promise<Result> | Result): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([fn(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
