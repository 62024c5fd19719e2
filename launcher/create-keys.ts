/** `npm run keys`: creates the key files that the settings name, where they are missing. */

import { readSettings } from '../runtime/settings.ts';
import { reportingStartErrors } from '../runtime/start-errors.ts';
import { createGatewayKeyFile, createKeyFiles } from './keys.ts';

await reportingStartErrors(async () => {
  const settings = readSettings(process.env);
  const { hostKeyFile } = settings.gateway;
  const created = [...createKeyFiles(settings), ...createGatewayKeyFile(settings.gateway)];
  for (const path of [settings.masterKeyFile, settings.sharedKeyFile, settings.ledgerKeyFile, hostKeyFile]) {
    console.log(`${created.includes(path) ? 'created' : 'kept   '} ${path}`);
  }
  if (created.includes(settings.masterKeyFile)) {
    console.log('Back up the master key file apart from the database: without it no stored secret can be read.');
  }
  if (created.includes(settings.ledgerKeyFile)) {
    console.log('Back up the ledger key file too: without it the logs cannot go on under their names.');
  }
});
