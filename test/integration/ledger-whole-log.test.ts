/** What the documents tell an auditor to type works, on a log that is read from, written to and signed at the same time. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type ApiHarness, startApi, type TestUser } from '../support/api-harness.ts';
import { VerifierFiles } from '../support/verifier-files.ts';

const LOG = 1;
const disk = new VerifierFiles();
let api: ApiHarness;
let auditor: TestUser;

/** The shell function as a document has it, and the line that uses it. */
function recipeOf(document: string): { readonly definition: string; readonly use: string } {
  const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
  const [, definition, use] = /^(fetch_log\(\) \{\n[\s\S]*?^\}\n)(fetch_log .*)\n```/m.exec(text) ?? [];
  assert.ok(definition && use, `${document} has a recipe`);
  return { definition, use };
}

const { definition, use } = recipeOf('docs/ledger.md');

/** Types it into a shell, with pages so short that the log grows between them. */
async function fetchLog(): Promise<void> {
  const script = `${definition.replace('limit=10000', 'limit=7')}\nfetch_log`;
  const child = spawn('sh', ['-c', script], {
    cwd: disk.directory,
    env: { PATH: process.env['PATH'] ?? '', DATA: disk.directory, API: `${api.baseUrl}/v1` },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
}

/** The words of the document behind `npx`, with the files in their place. */
function verifyFetched(...more: readonly string[]) {
  const [, words = ''] = /npx capstan-verify (.*)$/.exec(use) ?? [];
  const args = words
    .replace('"$DATA/log.vkey"', 'log.vkey')
    .split(' ')
    .map((word) => (['audit.jsonl', 'checkpoint', 'log.vkey'].includes(word) ? disk.path(word) : word));
  return disk.verify(...args, ...more);
}

const lines = () => readFileSync(disk.path('audit.jsonl'), 'utf8').split('\n').filter(Boolean);
const sizeOf = (checkpoint: string) => Number(readFileSync(disk.path(checkpoint), 'utf8').split('\n')[1]);

before(async () => {
  api = await startApi();
  auditor = await api.createUser('auditor', 'auditor');
  const ledger = api.ledger();
  for (let n = 0; n < 25; n += 1) await api.call('GET', '/v1/me', { as: auditor });
  const { origin } = await ledger.settled(LOG);
  disk.write('log.vkey', `${ledger.keys.vkeysOf(origin).join('\n')}\n`);
  disk.write('curlrc', `user = "${auditor.name}:${auditor.password}"\n`);
});
after(async () => {
  await api.close();
  disk.remove();
});

describe('the recipe for the whole log', () => {
  it('stands in README and docs/ledger.md alike', () => {
    assert.deepEqual(recipeOf('README.md'), { definition, use });
  });

  it('fetches what the verifier takes for complete, while the log grows with every page', async () => {
    await fetchLog();
    const size = sizeOf('checkpoint');
    assert.ok(size >= 25);
    assert.equal(lines().length, size);
    const { exitCode, said } = await verifyFetched();
    assert.equal(exitCode, 0, said);
    assert.match(said, new RegExp(`the ${size} records are all that the log has up to the checkpoint`));
    assert.match(said, /^ok {3}complete: every record has its content$/m);
    assert.ok((await api.ledger().settled(LOG)).size > size, 'the log has grown meanwhile');
  });

  it('goes on from there the next time, and shows that the log only grew', async () => {
    const before = lines();
    const old = disk.write('last-time', readFileSync(disk.path('checkpoint')));
    await fetchLog();
    assert.ok(sizeOf('checkpoint') > before.length);
    assert.deepEqual(lines().slice(0, before.length), before);
    const { exitCode, said } = await verifyFetched('--old-checkpoint', old);
    assert.equal(exitCode, 0, said);
    assert.match(said, new RegExp(`the first ${before.length} of them are those of last-time`));
    // What came since is not under the old checkpoint: no failure, and not proved either.
    const again = await disk.verify(
      'export',
      disk.path('audit.jsonl'),
      '--checkpoint',
      old,
      '--vkey-file',
      disk.path('log.vkey'),
    );
    assert.equal(again.exitCode, 0, again.said);
    assert.match(again.said, /^note \d+ records at the end, .* are not covered by this checkpoint/m);
  });

  it('stops, and keeps what it has, where it is refused', async () => {
    const before = lines();
    disk.write('curlrc', `user = "${auditor.name}:wrong"\n`);
    await assert.rejects(fetchLog());
    assert.deepEqual(lines(), before);
    assert.equal((await verifyFetched()).exitCode, 0);
  });
});
