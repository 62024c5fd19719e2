/** The whole benchmark in its quick form, against real servers: its code must not rot between releases. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { typescriptFlags } from '../support/run-directory.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let results: string;

before(async () => {
  results = await mkdtemp(join(tmpdir(), 'capstan-bench-test-'));
});
after(() => rm(results, { recursive: true, force: true }));

async function runBench(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [...typescriptFlags(), 'bench/run-bench.ts', ...args], { cwd: ROOT });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  const [code]: (number | null)[] = await once(child, 'close');
  return { code: code ?? null, output: chunks.join('') };
}

describe('npm run bench -- --quick', () => {
  it('measures every row, proves every rotation, and writes table and JSON', async () => {
    const { code, output } = await runBench('--quick', '--results', results);
    assert.equal(code, 0, output);
    assert.match(output, /^rotations, 1 at once, against ALTER ROLE \+ login .*\/s/m);
    assert.match(output, /^GET a resource \(bearer token\), against a bare handler .*(met|missed)$/m);
    assert.match(output, /^a decision with 1,000 grants, against one with 10 .*(met|missed)$/m);
    assert.match(output, /^changes with their records, 32 at once, against plain inserts .*(met|missed)$/m);
    assert.match(output, /^ +from commit to the tree, p99 .*(met|missed)$/m);
    assert.match(output, /^rotations by a plan, 4 at once, against ALTER ROLE \+ login .*(met|missed)$/m);
    assert.match(output, /^a byte there and back, p50 /m);
    assert.match(output, /^a rotation by a plan of 16, simulated target, against 8 .*(met|missed)$/m);
    const files = await readdir(results);
    assert.equal(files.length, 1);
    const [file = ''] = files;
    assert.match(file, /\.json$/);
    const result = JSON.parse(await readFile(join(results, file), 'utf8'));
    assert.equal(result.quick, true);
    assert.equal(result.machine.node, process.version);
    for (const { what, unit, capstan, ratio } of result.rows) {
      // A reader may see what was committed before its writer hears of that: no time at all.
      // What memory has grown by may be nothing.
      assert.ok(unit === 'ms' || unit === 'bytes' ? capstan.median >= 0 : capstan.median > 0, what);
      assert.ok(ratio === null || ratio.median > 0, what);
    }
  });

  it('refuses a measurement that does not exist, by name', async () => {
    const { code, output } = await runBench('speed');
    assert.equal(code, 2);
    assert.match(output, /no measurement speed; there are rotation, resource-read, authorization, ledger/);
  });
});
