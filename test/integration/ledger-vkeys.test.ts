/** `npm run ledger -- vkeys` gives what every checkpoint can be checked with, however old, and the names of the keys. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { acceptRestored } from '../../store/ledger/signing/accept-restored.ts';
import { addLedgerKey, LedgerKeys } from '../../store/ledger/signing/ledger-keys.ts';
import { SignedElsewhere } from '../../store/ledger/signing/signed-elsewhere.ts';
import { type ApiHarness, startApi } from '../support/api-harness.ts';
import { keepLedger, type TestLedger } from '../support/ledger.ts';
import { startRole } from '../support/role-process.ts';
import { VerifierFiles } from '../support/verifier-files.ts';

const LOG = 1;
const disk = new VerifierFiles();
let api: ApiHarness;
let directory: string;
let ledger: TestLedger;

before(async () => {
  api = await startApi();
  directory = await mkdtemp(join(tmpdir(), 'capstan-vkeys-'));
  ledger = keepLedger(api.store, directory);
});
after(async () => {
  await ledger.stop();
  await api.close();
  await rm(directory, { recursive: true, force: true });
  disk.remove();
});

/** What the operator types, and sees. */
async function command(...args: readonly string[]): Promise<string> {
  const role = startRole(
    'worker/ledger.ts',
    { CAPSTAN_MONGODB_URI: api.mongodbUri, CAPSTAN_LEDGER_KEY_FILE: ledger.keyFile },
    args,
  );
  await role.gone();
  assert.equal(role.child.exitCode, 0, role.output());
  return role.output();
}

/** Has something recorded and signed. @returns a file with the checkpoint. */
async function signed(name: string): Promise<string> {
  await api.call('GET', '/v1/me', { as: api.admin });
  return disk.write(name, (await ledger.settled(LOG)).note);
}

/** The line of text before the one that begins with `start`. */
function headingOf(output: string, start: string): string {
  const lines = output.split('\n');
  return lines[lines.findIndex((line) => line.startsWith(start)) - 1] ?? '';
}

describe('the public keys of the logs', () => {
  it('are those of older names and of retired keys as well, below headings that tell which is which', async () => {
    const files = [await signed('first')];
    const first = ledger.keys.originOf(LOG, 1);
    const [oldVkey = ''] = ledger.keys.vkeysOf(first);
    await ledger.stop();
    const kid = /^# (key ldg-[0-9a-f]{8})$/.exec(headingOf(await command('vkeys'), oldVkey))?.[1]?.slice(4) ?? '';

    const refusal = { code: 'database_older_than_checkpoint', signed_size: 9, found_size: 3, noticed_at: new Date() };
    await api.store.models.ledgerHeads.updateOne({ _id: LOG }, { $set: { refusal } });
    await acceptRestored(api.store, ledger.keys, new SignedElsewhere(ledger.directory), 'a test');
    const second = ledger.keys.originOf(LOG, 2);
    const [secondVkey = ''] = ledger.keys.vkeysOf(second);
    ledger.another();
    files.push(await signed('under-another-name'));
    await ledger.stop();

    const young = addLedgerKey(ledger.keyFile);
    await command('retire-key', kid);
    const after = LedgerKeys.read(ledger.keyFile);
    const [youngVkey = ''] = after.vkeysOf(second);
    assert.ok(!after.vkeysOf(second).includes(secondVkey), 'the heading names the key that stands below it');
    ledger.another(undefined, { keys: after });
    files.push(await signed('by-the-young-key'));

    const output = await command('vkeys');
    assert.equal(headingOf(output, youngVkey), `# key ${young}`);
    for (const vkey of [oldVkey, secondVkey]) {
      assert.match(
        headingOf(output, vkey),
        new RegExp(`^# key ${kid}, retired 20.*Z: only for checkpoints from before$`),
      );
    }
    assert.match(output, new RegExp(`^# ${second}: \\d+ records, \\d+ signed$`, 'm'));
    assert.match(output, new RegExp(`^# ${first}: older name, signs no more$`, 'm'));
    const keyFile = disk.write('vkeys', output);
    for (const file of files) {
      const { exitCode, said } = await disk.verify('checkpoint', file, '--vkey-file', keyFile);
      assert.equal(exitCode, 0, said);
    }
    assert.doesNotMatch(output, /seed/);
  });
});
