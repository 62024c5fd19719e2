/** `npm run check`: everything that can be said about the tree without running it. Fails with all findings, not the first. */

import { spawnSync } from 'node:child_process';

/** Each by the package that does it, so that nothing but `npm ci` is needed. */
const CHECKS: readonly [what: string, command: string, ...args: string[]][] = [
  ['format, lint, layer rules, import cycles', 'npx', 'biome', 'ci', '--error-on-warnings', '--colors=off'],
  ['the lock file', 'npm', 'ci', '--dry-run', '--ignore-scripts'],
  ['types', 'npx', 'tsc'],
  ['types of the verifier', 'npx', 'tsc', '-p', 'verifier'],
  ['types of the pages', 'npx', 'tsc', '-p', 'gateway/web/page'],
  ['the contract', 'npx', 'redocly', 'lint'],
  ['types made from the contract', 'node', 'scripts/openapi-types/generate.mjs', '--check'],
  ['the table of errors', 'node', '--import', 'tsx', 'scripts/error-table.ts', '--check'],
  ['unused code and dependencies', 'npx', 'knip'],
];

let failed = 0;
for (const [what, command, ...args] of CHECKS) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${what}`);
  if (status === 0) continue;
  failed += 1;
  console.log([stdout, stderr].filter(Boolean).join('\n'));
}
if (failed > 0) {
  console.error(`${failed} of ${CHECKS.length} checks failed; npm run format mends what can be mended by itself`);
  process.exitCode = 1;
}
