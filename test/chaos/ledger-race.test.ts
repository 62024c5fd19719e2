/**
 * The ledger under everything at once: writers and keepers are killed and stand still, members of MongoDB are killed,
 * primaries step down and are cut off. Nothing acknowledged is lost, nothing comes twice, and the log never forks.
 *
 * `test/chaos/soak-ledger.ts` runs the same for as long as one likes.
 */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { judge } from '../support/ledger-race/oracle.ts';
import { runRace } from '../support/ledger-race/race.ts';

const FOR_MS = 35_000;
const WITHOUT_PRIMARY_MS = 4_000;

describe('the ledger', () => {
  it('keeps every promise while all around it is killed', { timeout: 240_000 }, async (t) => {
    const seed = Number(process.env['LEDGER_RACE_SEED'] ?? randomInt(2 ** 31));
    const directory = await mkdtemp(join(tmpdir(), 'capstan-test-'));
    t.diagnostic(`LEDGER_RACE_SEED=${seed} repeats it, as far as chance is ours`);
    try {
      const race = await runRace({
        directory,
        seed,
        forMs: FOR_MS,
        withoutPrimaryMs: WITHOUT_PRIMARY_MS,
        note: (line) => t.diagnostic(line),
      });
      try {
        t.diagnostic(await judge(race));
        t.diagnostic(race.faults.inWords());
        race.faults.assertHappened(race.lastTerm);
        assert.ok(race.acknowledged.length > 100, 'writers got on');
        const killed = race.faults.of('the keeper at work is killed');
        assert.ok(race.takeovers > killed, `${killed} keepers were killed at work, and ${race.takeovers} were at work`);
      } finally {
        await race.close();
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
