/** Keeps the ledger in a process of its own, as a worker does, until it is told to stop, or killed. */

import { createLogger } from '../../../runtime/logger.ts';
import { LedgerKeeper } from '../../../store/ledger/signing/keeper.ts';
import { LedgerKeys } from '../../../store/ledger/signing/ledger-keys.ts';
import { SignedElsewhere } from '../../../store/ledger/signing/signed-elsewhere.ts';
import { openStore } from '../../../store/store.ts';

const { KEEPER_MONGODB_URI: uri = '', KEEPER_KEY_FILE: keyFile = '', KEEPER_DIRECTORY: directory = '' } = process.env;

const store = await openStore(uri);
const keeper = new LedgerKeeper({
  store,
  keys: LedgerKeys.read(keyFile),
  elsewhere: new SignedElsewhere(directory),
  logger: createLogger({ service: 'worker', level: 'warn' }),
});
keeper.start();
console.log('The keeper runs');

process.once('SIGTERM', async () => {
  await keeper.stop();
  await store.close();
});
