/** `npm start` and `npm run tour`: starts everything, says where it is, and stops it when asked. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../runtime/logger.ts';
import { onUncaught } from '../runtime/on-uncaught.ts';
import { freePort } from './engines/free-port.ts';
import { type Launch, type Launched, launch } from './launch.ts';
import { streamProgress } from './progress.ts';
import { showTour, tourIsDue } from './tour-turn.ts';

const FLAGS = new Set(['--tour', '--no-tour']);
const EXIT_FAILED = 1;
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
  const place: Place = tourOnly ? await placeForTour() : { environment: process.env };
  const running = launch(place.environment, streamProgress(process.stdout));
  const interruption = onInterrupt(running);
  const outcome = await Promise.race([
    interruption.then(() => (tourOnly ? EXIT_INTERRUPTED : 0)),
    running.failed.then(fail),
    uncaught().then(fail),
    use(running, tourOnly, flags.includes('--no-tour')).catch((error: unknown) =>
      // What breaks because it is being stopped is no news.
      running.isStopping() ? EXIT_FAILED : fail(error instanceof Error ? error.message : String(error)),
    ),
  ]);
  await running.stop();
  if (place.temporary === undefined) return outcome;
  if (outcome === EXIT_FAILED) console.error(`Data and logs are kept in ${place.temporary}`);
  else rmSync(place.temporary, { recursive: true, force: true });
  return outcome;
}

/** Resolves with the exit code when the tour was all; otherwise runs on. */
async function use(running: Launch, tourOnly: boolean, noTour: boolean): Promise<number> {
  const { isStopping } = running;
  const launched = await running.ready;
  if (tourOnly) return (await showTour(launched, false, isStopping)) ? 0 : EXIT_FAILED;
  console.log(whereabouts(launched));
  if (!noTour && tourIsDue(launched, process.env)) {
    const ok = await showTour(launched, true, isStopping);
    // A tour that was cut off is shown again at the next start.
    if (isStopping()) return untilStopped();
    const verdict = ok ? 'The tour is over' : 'The tour failed (npm run tour repeats it)';
    console.log(`\n${verdict}; Capstan runs on at ${launched.baseUrl}. Ctrl-C stops it.`);
  }
  launched.state.tour = 'done';
  launched.state.save();
  return untilStopped();
}

/** Never resolves: a signal ends the race in `main`. */
function untilStopped(): Promise<never> {
  return new Promise(() => undefined);
}

/** Resolves once something has failed that nobody has caught: what runs is stopped in order all the same. */
function uncaught(): Promise<string> {
  const logger = createLogger({ service: 'launcher', level: 'error', stream: process.stderr });
  return new Promise((resolve) => {
    onUncaught((error) => {
      logger.error('Something failed that nobody has caught', { error });
      resolve('The launcher has a fault; it stops what it has started.');
    });
  });
}

function fail(reason: string): number {
  console.error(reason);
  return EXIT_FAILED;
}

/** The first signal ends the race in `main`, which then stops in order; the second ends everything at once. */
function onInterrupt(running: Launch): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = () => {
      signals += 1;
      if (signals === 1) {
        console.log('\nStopping; once more to force.');
        resolve();
      } else {
        running.kill();
        process.exit(EXIT_INTERRUPTED);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}

interface Place {
  readonly environment: NodeJS.ProcessEnv;
  readonly temporary?: string;
}

/** The tour leaves nothing behind unless it fails or was given a data directory. */
async function placeForTour(): Promise<Place> {
  const port = process.env['CAPSTAN_PORT'] || String(await freePort());
  if (process.env['CAPSTAN_DATA_DIR']) return { environment: { ...process.env, CAPSTAN_PORT: port } };
  const temporary = mkdtempSync(join(tmpdir(), 'capstan-tour-'));
  return { environment: { ...process.env, CAPSTAN_DATA_DIR: temporary, CAPSTAN_PORT: port }, temporary };
}

function whereabouts({ baseUrl, gatewayPorts, settings, adminPasswordFile }: Launched): string {
  const { pages, ssh, postgres } = gatewayPorts;
  const native = [ssh && `ssh on port ${ssh}`, postgres && `psql on port ${postgres}`].filter(Boolean);
  const gateway = [`pages on port ${pages}`, ...native].join(', ');
  const login = adminPasswordFile ? `user admin, password in ${adminPasswordFile}` : 'user admin, with your password';
  return [
    '',
    'Capstan is running.',
    `  API            ${baseUrl}/v1`,
    `  Documentation  ${baseUrl}/docs`,
    `  Gateway        ${gateway}`,
    `  First login    ${login}`,
    `  Data and logs  ${settings.dataDir}`,
    '  Stop           Ctrl-C; npm start goes on where it stood',
    '',
  ].join('\n');
}
