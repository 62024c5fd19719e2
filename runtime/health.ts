/** Readiness: whether what a process depends on answers, asked with a time limit and not more often than need be. */

import type { Logger } from './logger.ts';
import { TimeLimitError, withTimeLimit } from './time-limit.ts';

export interface ReadinessReport {
  readonly ready: boolean;
  /** By check: `ok`, or a short reason without addresses or messages of others, since probes carry no credential. */
  readonly checks: Readonly<Record<string, string>>;
}

/** A check that was well begins to fail, or one that failed is well again. */
export interface ReadinessTurn {
  readonly check: string;
  readonly isWell: boolean;
  /** As the report says it. */
  readonly result: string;
}

export interface ReadinessOptions {
  /** Limit of each check. */
  readonly timeoutMs: number;
  /** For how long a report serves again. Default 1000. */
  readonly cacheMs?: number;
  /** Told in full whenever a check begins to fail, and when it is well again. */
  readonly logger?: Logger;
  /** Told of every turn; must not throw. A process whose readiness nobody asks for takes none. */
  readonly onTurn?: (turn: ReadinessTurn) => void;
}

/** Answers a function that reports; calls at the same time share one round of checks. It never rejects. */
export function createReadiness(
  checks: Readonly<Record<string, () => Promise<void>>>,
  { timeoutMs, cacheMs = 1_000, logger, onTurn }: ReadinessOptions,
): () => Promise<ReadinessReport> {
  const last = new Map<string, string>();
  let round: Promise<ReadinessReport> | undefined;
  let usableUntil = 0;

  const run = async (): Promise<ReadinessReport> => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await outcome(name, check)] as const),
    );
    usableUntil = performance.now() + cacheMs;
    return { ready: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) };
  };

  const outcome = async (name: string, check: () => Promise<void>): Promise<string> => {
    let result = 'ok';
    let error: unknown;
    try {
      await withTimeLimit(timeoutMs, check);
    } catch (caught) {
      error = caught;
      result = reasonOf(caught);
    }
    const before = last.get(name) ?? 'ok';
    last.set(name, result);
    const isWell = result === 'ok';
    if (!isWell && before !== result) logger?.warn(`Not ready: ${name} ${result}`, { check: name, error });
    if (isWell && before !== 'ok') logger?.info(`Ready again: ${name}`, { check: name });
    if (isWell !== (before === 'ok')) onTurn?.({ check: name, isWell, result });
    return result;
  };

  return () => {
    if (round === undefined || performance.now() >= usableUntil) {
      // Until this round has ended it serves everyone, however long it takes.
      usableUntil = Number.POSITIVE_INFINITY;
      round = run();
    }
    return round;
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof TimeLimitError) return error.message;
  if (!(error instanceof Error)) return 'failed';
  const code = 'code' in error ? error.code : undefined;
  return `failed (${typeof code === 'string' || typeof code === 'number' ? code : error.name})`;
}
