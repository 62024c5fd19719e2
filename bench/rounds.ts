/** Runs the sides of a comparison in turn, so that drift of the machine hits all of them alike. */

/** One side: does its work for a while and answers what was measured. */
export type Side<Result> = () => Promise<Result>;

/**
 * Runs every side once per round; every other round goes backwards, so that no side always comes first.
 * @returns per side its results, in the order of the rounds.
 */
export async function inTurns<Name extends string, Result>(
  rounds: number,
  sides: Readonly<Record<Name, Side<Result>>>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(sides) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) results[name].push(await sides[name]());
  }
  return results;
}

export interface Pace {
  readonly perSecond: number;
  /** Of the operations that began within the window, ascending, in ms. */
  readonly latenciesMs: readonly number[];
  /** All operations, those of the warm-up included. */
  readonly operations: number;
}

/**
 * Keeps `concurrency` callers at work for `warmUpMs + windowMs`, each starting anew as soon as it is done. An operation
 * that lies only partly within the window counts by that part, so that long operations are counted fairly too.
 * @throws whatever `operation` throws.
 */
export async function paceOf(
  { concurrency, warmUpMs, windowMs }: { concurrency: number; warmUpMs: number; windowMs: number },
  operation: (caller: number) => Promise<void>,
): Promise<Pace> {
  const from = performance.now() + warmUpMs;
  const until = from + windowMs;
  const latenciesMs: number[] = [];
  let work = 0;
  let operations = 0;
  const call = async (caller: number) => {
    while (performance.now() < until) {
      const began = performance.now();
      await operation(caller);
      const ended = performance.now();
      operations += 1;
      work += Math.max(0, Math.min(ended, until) - Math.max(began, from)) / (ended - began);
      if (began >= from) latenciesMs.push(ended - began);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, caller) => call(caller)));
  return { perSecond: (work * 1_000) / windowMs, latenciesMs: latenciesMs.toSorted((a, b) => a - b), operations };
}
