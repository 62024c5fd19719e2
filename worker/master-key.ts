/**
 * Rotates the master key, in three steps that each leave everything readable:
 *
 *   npm run master-key -- add         puts a fresh key first in the master key file
 *   (restart the workers, on every host that has a copy of the file)
 *   npm run master-key -- rewrap      wraps every stored secret's own key anew; bodies are not decrypted
 *   npm run master-key -- drop KID    takes an old key out, once nothing is under it
 */

import { readSettings, SettingsError } from '../runtime/settings.ts';
import { reportingStartErrors } from '../runtime/start-errors.ts';
import { openStore } from '../store/store.ts';
import { addActiveKey, dropKey, FileKeyRing } from '../store/vault/file-key-ring.ts';
import { Vault } from '../store/vault/vault.ts';
import { rewrapSecrets, secretsUnder } from './rewrap-secrets.ts';

const USAGE = 'usage: npm run master-key -- add | rewrap | drop KID';

async function run([command, kid]: readonly string[]): Promise<void> {
  const { masterKeyFile, mongodbUri } = readSettings(process.env);
  if (command === 'add') {
    console.log(
      `${addActiveKey(masterKeyFile)} is the active key of ${masterKeyFile}; restart the workers, then rewrap`,
    );
    return;
  }
  if (command !== 'rewrap' && (command !== 'drop' || !kid)) throw new SettingsError([USAGE]);
  if (!mongodbUri) throw new SettingsError(['CAPSTAN_MONGODB_URI is needed: the database whose secrets are meant']);
  const store = await openStore(mongodbUri);
  try {
    if (command === 'rewrap') {
      const ring = FileKeyRing.read(masterKeyFile);
      const { rewrapped, resealed } = await rewrapSecrets(store, new Vault(ring, ring.inbox));
      console.log(`${rewrapped} secrets wrapped anew under ${ring.activeKeyId()}, ${resealed} moved out of the inbox`);
      return;
    }
    const left = await secretsUnder(store, kid ?? '');
    if (left > 0) throw new SettingsError([`${left} secrets are still under ${kid}; run rewrap first`]);
    dropKey(masterKeyFile, kid ?? '');
    console.log(`${kid} is out of ${masterKeyFile}`);
  } finally {
    await store.close();
  }
}

await reportingStartErrors(() => run(process.argv.slice(2)));
