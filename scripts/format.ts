/** `npm run format`: mends what can be mended by itself, and makes again what is made from the contract and the error table. */

import { spawnSync } from 'node:child_process';

const STEPS: readonly [command: string, ...args: string[]][] = [
  ['npx', 'biome', 'check', '--write'],
  ['node', 'scripts/openapi-types/generate.mjs'],
  ['node', '--import', 'tsx', 'scripts/error-table.ts'],
];

for (const [command, ...args] of STEPS) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
