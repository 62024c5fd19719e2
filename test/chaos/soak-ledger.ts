/**
 * The race of `ledger-race.test.ts` for as long as one likes, with MongoDB without a primary for minutes:
 *
 *   node --import tsx test/chaos/soak-ledger.ts [--minutes 5] [--without-primary-seconds 90] [--seed N]
 *
 * Exit code 1, and what is wrong, where the ledger has broken a promise.
 */

import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judge } from '../support/ledger-race/oracle.ts';
import { runRace } from '../support/ledger-race/race.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    'without-primary-seconds': { type: 'string', default: '90' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});
const seed = Number(values.seed);
const forMs = Number(values.minutes) * 60_000;
const withoutPrimaryMs = Number(values['without-primary-seconds']) * 1_000;
if (![seed, forMs, withoutPrimaryMs].every((value) => Number.isFinite(value) && value > 0)) {
  console.error('--minutes, --without-primary-seconds and --seed take numbers above 0');
  process.exit(2);
}

const began = performance.now();
const note = (line: string) =>
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
const directory = await mkdtemp(join(tmpdir(), 'capstan-soak-'));
note(`--seed ${seed} repeats it, as far as chance is ours`);
try {
  const race = await runRace({ directory, seed, forMs, withoutPrimaryMs, note });
  try {
    note(await judge(race));
    note(race.faults.inWords());
    race.faults.assertHappened(race.lastTerm);
  } finally {
    await race.close();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
