/**
 * What is done to the ledger on the worker's host, where its keys are:
 *
 *   npm run ledger -- vkeys                        prints the public keys of every log with their KID, older names and retired keys as well
 *   npm run ledger -- accept-restored REASON       goes on from a restored database that is older than what was signed
 *   npm run ledger -- add-key                      puts a fresh signing key first; checkpoints then bear both signatures
 *   npm run ledger -- retire-key KID                 lets an old one sign no more, once its public key is out of use
 */

import { readSettings, type Settings, SettingsError } from '../runtime/settings.ts';
import { reportingStartErrors } from '../runtime/start-errors.ts';
import { acceptRestored } from '../store/ledger/signing/accept-restored.ts';
import { addLedgerKey, LedgerKeys, retireLedgerKey } from '../store/ledger/signing/ledger-keys.ts';
import { SignedElsewhere } from '../store/ledger/signing/signed-elsewhere.ts';
import { openStore, type Store } from '../store/store.ts';
import { vkeyLines } from './ledger-vkeys.ts';

const USAGE = 'usage: npm run ledger -- vkeys | accept-restored REASON | add-key | retire-key KID';

async function run([command, argument, ...rest]: readonly string[]): Promise<void> {
  const settings = readSettings(process.env);
  const { ledgerKeyFile } = settings;
  if (rest.length > 0) throw new SettingsError([USAGE]);
  switch (command) {
    case 'add-key':
      console.log(`${addLedgerKey(ledgerKeyFile)} is the first key of ${ledgerKeyFile}; restart the workers`);
      return;
    case 'retire-key':
      if (!argument) throw new SettingsError([USAGE]);
      retireLedgerKey(ledgerKeyFile, argument);
      console.log(
        `${argument} signs no more, and stays in ${ledgerKeyFile} for what it has signed; restart the workers`,
      );
      return;
    case 'vkeys':
      return withStore(settings, async (store) => console.log((await vkeyLines(store, ledgerKeyFile)).join('\n')));
    case 'accept-restored':
      if (!argument?.trim()) throw new SettingsError([`a reason is needed: it goes into the audit log\n  ${USAGE}`]);
      return withStore(settings, (store) => accept(store, settings, argument.trim().slice(0, 500)));
    default:
      throw new SettingsError([USAGE]);
  }
}

async function withStore({ mongodbUri }: Settings, work: (store: Store) => Promise<void>): Promise<void> {
  if (!mongodbUri) throw new SettingsError(['CAPSTAN_MONGODB_URI is needed: the database whose ledger is meant']);
  const store = await openStore(mongodbUri);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function accept(store: Store, { ledgerKeyFile, ledgerDir }: Settings, reason: string): Promise<void> {
  const accepted = await acceptRestored(store, LedgerKeys.read(ledgerKeyFile), new SignedElsewhere(ledgerDir), reason);
  if (accepted.length === 0) console.log('No log is refused: there is nothing to accept.');
  for (const { from, to, eventId } of accepted) {
    console.log(`${from} is closed; it goes on as ${to} (audit record ${eventId}). Hand out its public key:`);
    console.log(LedgerKeys.read(ledgerKeyFile).vkeysOf(to).join('\n'));
  }
}

await reportingStartErrors(() => run(process.argv.slice(2)));
