/**
 * `npm run bench`: measures Capstan against something plainer on this machine and says which goals are met.
 *
 *   npm run bench -- [rotation] [resource-read] [authorization] [ledger] [bulk] [session] [posture] [report] [--quick] [--resources NUMBER] [--results DIRECTORY]
 *
 * A missed goal is a result, not a failure: the exit code is 1 only where something could not be measured.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { streamProgress } from '../launcher/progress.ts';
import { benchAuthorization } from './authorization.ts';
import { benchBulk } from './bulk.ts';
import { benchLedger } from './ledger.ts';
import { machineFacts } from './machine.ts';
import type { Bench, Row } from './measurement.ts';
import { benchPosture } from './posture.ts';
import { benchReport } from './report.ts';
import { benchResourceRead } from './resource-read.ts';
import { benchRotation } from './rotation.ts';
import { benchSession } from './session.ts';
import { startStack } from './stack.ts';
import { tableOf } from './table.ts';

const BENCHES: Readonly<Record<string, Bench>> = {
  rotation: benchRotation,
  'resource-read': benchResourceRead,
  authorization: benchAuthorization,
  ledger: benchLedger,
  bulk: benchBulk,
  session: benchSession,
  posture: benchPosture,
  report: benchReport,
};
const LIMIT_MS = 90 * 60_000;

const { values: flags, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    resources: { type: 'string' },
    results: { type: 'string', default: fileURLToPath(new URL('results', import.meta.url)) },
  },
});
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`there is no measurement ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}

const resources = flags.resources === undefined ? undefined : Number(flags.resources);
if (resources !== undefined && !(Number.isSafeInteger(resources) && resources > 0)) {
  console.error('--resources takes a number of resources');
  process.exit(2);
}

const startedAt = new Date();
const machine = machineFacts();
const progress = streamProgress(process.stderr);
try {
  const rows = await measure();
  console.log(`\n${tableOf(rows)}\n`);
  console.log(`${machine.cpu}, ${machine.cores} cores, node ${machine.node}, load before: ${machine.load_before}`);
  console.log('Compare ratios of one run; figures of different runs differ with whatever else the machine does.');
  console.log(`written to ${write(rows)}`);
} catch (error) {
  console.error(`\nThe measurement failed: ${error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
}

async function measure(): Promise<Row[]> {
  progress.line('Starting MongoDB, Temporal, PostgreSQL, worker and API');
  const interrupted = interruption();
  const stack = await startStack(progress);
  try {
    const rows: Row[] = [];
    for (const [name, bench] of Object.entries(BENCHES)) {
      if (names.length > 0 && !names.includes(name)) continue;
      const work = bench(stack, {
        quick: flags.quick,
        ...(resources === undefined ? {} : { resources }),
        progress: (line) => progress.line(line),
      });
      rows.push(...(await Promise.race([work, stack.broken, interrupted])));
    }
    return rows;
  } finally {
    await stack.stop();
  }
}

/** Rejects on a signal, or when the run takes too long; servers and files are removed then, too. */
function interruption(): Promise<never> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => reject(new Error(`ended by ${signal}`)));
    }
    setTimeout(() => reject(new Error(`took more than ${LIMIT_MS / 1_000} s`)), LIMIT_MS).unref();
  });
  // Before and after the races nobody listens.
  interrupted.catch(() => undefined);
  return interrupted;
}

function write(rows: readonly Row[]): string {
  mkdirSync(flags.results, { recursive: true });
  const path = join(flags.results, `${startedAt.toISOString().replaceAll(':', '-')}.json`);
  const result = { started_at: startedAt, ended_at: new Date(), quick: flags.quick, machine, rows };
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  return path;
}
