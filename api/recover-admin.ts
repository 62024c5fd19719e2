/**
 * Lets a lost administrator in again, for whoever runs the database:
 *
 *   npm run recover-admin -- NAME
 *
 * NAME is a login name (`admin`, or `acme/alice` of organization acme). The user gets a new password, which is
 * printed once, is activated, loses its second factor and its tokens, and holds the role admin on the root scope.
 */

import { readSettings, SettingsError } from '../runtime/settings.ts';
import { reportingStartErrors } from '../runtime/start-errors.ts';
import { openStore } from '../store/store.ts';
import { recoverAdministrator } from './recover-administrator.ts';

const USAGE = 'usage: npm run recover-admin -- NAME';

async function run([login, ...rest]: readonly string[]): Promise<void> {
  if (!login || rest.length > 0) throw new SettingsError([USAGE]);
  const { mongodbUri } = readSettings(process.env);
  if (!mongodbUri) throw new SettingsError(['CAPSTAN_MONGODB_URI is needed: the database whose administrator is lost']);
  const store = await openStore(mongodbUri);
  try {
    const password = await recoverAdministrator(store, login);
    console.log(password.reveal());
    console.error(
      `This is the new password of ${login}; it is shown this once. Set another one at POST /v1/me/password.`,
    );
  } finally {
    await store.close();
  }
}

await reportingStartErrors(() => run(process.argv.slice(2)));
