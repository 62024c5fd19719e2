/** `npm start` and `npm run tour`: starts everything, says where it is, and stops it when asked. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './engines/free-port.ts';
import { type Launch, type Launched, launch } from './launch.ts';
import { streamProgress } from './progress.ts';
import { showTour, tourIsDue } from './tour-turn.ts';

const FLAGS = new Set(['--tour', '--no-tour']);
const EXIT_INTERRUPTED = 130;

// Ended outright: a tour that was cut off may still hold connections.
process.exit(await main(process.argv.slice(2)));

async function main(flags: readonly string[]): Promise<number> {
  const unknown = flags.filter((flag) => !FLAGS.has(flag));
  if (unknown.length > 0) {
    console.error(`${unknown.join(' ')}: not known; --tour (run the tour, then stop) and --no-tour are`);
    return 2;
  }
  const tourOnly = flags.includes('--tour');
  const place = tourOnly ? await placeForTour() : { environment: process.env, remove: () => undefined };
  const running = launch(place.environment, streamProgress(process.stdout));
  const interrupted = onInterrupt(running);
  try {
    const outcome = await Promise.race([
      interrupted,
      running.failed.then((reason) => fail(reason)),
      use(running, tourOnly, flags.includes('--no-tour')),
    ]);
    await running.stop();
    return outcome;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await running.stop();
    return 1;
  } finally {
    place.remove();
  }
}

/** Resolves with the exit code when the tour was all; otherwise runs on. */
async function use(running: Launch, tourOnly: boolean, noTour: boolean): Promise<number> {
  const launched = await running.ready;
  console.log(whereabouts(launched));
  if (tourOnly) return (await showTour(launched)) ? 0 : 1;
  if (!noTour && tourIsDue(launched, process.env)) {
    const ok = await showTour(launched);
    console.log(
      ok ? 'The tour is over; Capstan runs on.' : 'The tour failed; Capstan runs on. npm run tour repeats it.',
    );
  }
  launched.state.tour = 'done';
  launched.state.save();
  return new Promise<never>(() => undefined);
}

function fail(reason: string): number {
  console.error(reason);
  return 1;
}

/** The first signal ends the race in `main`, which then stops in order; the second ends everything at once. */
function onInterrupt(running: Launch): Promise<number> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = () => {
      signals += 1;
      if (signals === 1) {
        console.log('\nStopping; once more to force.');
        resolve(0);
      } else {
        running.kill();
        process.exit(EXIT_INTERRUPTED);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}

/** The tour leaves nothing behind unless it is given a data directory. */
async function placeForTour(): Promise<{ environment: NodeJS.ProcessEnv; remove: () => void }> {
  const port = process.env['CAPSTAN_PORT'] || String(await freePort());
  if (process.env['CAPSTAN_DATA_DIR']) {
    return { environment: { ...process.env, CAPSTAN_PORT: port }, remove: () => undefined };
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'capstan-tour-'));
  return {
    environment: { ...process.env, CAPSTAN_DATA_DIR: dataDir, CAPSTAN_PORT: port },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

function whereabouts({ baseUrl, settings, adminPasswordFile }: Launched): string {
  const login = adminPasswordFile ? `user admin, password in ${adminPasswordFile}` : 'user admin, with your password';
  return [
    '',
    'Capstan is running.',
    `  API            ${baseUrl}/v1`,
    `  Documentation  ${baseUrl}/docs`,
    `  First login    ${login}`,
    `  Data and logs  ${settings.dataDir}`,
    '  Stop           Ctrl-C; npm start goes on where it stood',
    '',
  ].join('\n');
}
