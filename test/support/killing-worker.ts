/**
 * A worker that dies as if the power were cut: by SIGKILL, before or after an activity, once. The
 * argument-free way to say where is the environment: `KILL_AT=before:apply` or `KILL_AT=after:stage`;
 * `KILL_MARK` names a file that is made first, so that the next worker lives.
 */

import { existsSync, writeFileSync } from 'node:fs';
import type { Activities } from '../../activities/index.ts';
import { runWorker } from '../../worker/run-worker.ts';

const [moment, step] = (process.env['KILL_AT'] ?? '').split(':');
const mark = process.env['KILL_MARK'] ?? '';

function dieOnce(): void {
  if (existsSync(mark)) return;
  writeFileSync(mark, '');
  process.kill(process.pid, 'SIGKILL');
}

/** `tryLogin` serves several steps; the step of the timeline is what the tests name. */
function stepOf(name: string, argument: unknown): string {
  if (name === 'conclude') return 'promote';
  const named = typeof argument === 'object' && argument !== null && 'step' in argument ? argument.step : undefined;
  return typeof named === 'string' ? named : name;
}

function killing(activities: Activities): Activities {
  return Object.fromEntries(
    Object.entries(activities).map(([name, run]) => [
      name,
      async (argument: never) => {
        const here = stepOf(name, argument) === step;
        if (here && moment === 'before') dieOnce();
        const result = await run(argument);
        if (here && moment === 'after') dieOnce();
        return result;
      },
    ]),
  ) as Activities;
}

const { KILL_AT: _at, KILL_MARK: _mark, ...environment } = process.env;
await runWorker(environment, { decorate: killing });
