/**
 * A rotation of very many PostgreSQL roles by a plan, through the API, with servers and processes that are killed and
 * roles that cannot be rotated:
 *
 *   node --import tsx test/chaos/soak-bulk.ts [--roles 10000] [--canary 20] [--kills 20] [--fail-share 0.02]
 *     [--change-by self|reconcile_account] [--parallel 17] [--seed N]
 *
 * With a share above the failure budget of 5 % the job pauses by itself, the roles are repaired, and it is resumed.
 * Exit code 1, and what is wrong, where a promise was broken.
 */

import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runSoak } from '../support/bulk-soak/soak.ts';

const { values } = parseArgs({
  options: {
    roles: { type: 'string', default: '10000' },
    canary: { type: 'string', default: '20' },
    kills: { type: 'string', default: '20' },
    'fail-share': { type: 'string', default: '0.02' },
    'change-by': { type: 'string', default: 'reconcile_account' },
    parallel: { type: 'string', default: '17' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});
const { 'change-by': changeBy } = values;
const [roles, canary, kills, failShare, parallel, seed] = [
  values.roles,
  values.canary,
  values.kills,
  values['fail-share'],
  values.parallel,
  values.seed,
].map(Number) as [number, number, number, number, number, number];
if (![roles, canary, kills, failShare, parallel, seed].every((value) => Number.isFinite(value) && value >= 0)) {
  console.error('all but --change-by take numbers');
  process.exit(2);
}
if (changeBy !== 'self' && changeBy !== 'reconcile_account') {
  console.error('--change-by takes self or reconcile_account');
  process.exit(2);
}

const began = performance.now();
const note = (line: string) =>
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
note(`--seed ${seed} repeats it, as far as chance is ours`);
await runSoak({ roles, canary, kills, failShare, changeBy, parallel, seed, note });
note('every promise was kept');
