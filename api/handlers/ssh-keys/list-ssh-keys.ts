/** GET /v1/ssh-keys */

import { query } from '../../operation.ts';
import { placedPage } from '../placed-page.ts';
import { presentSshKeys } from './present-ssh-key.ts';

export const listSshKeys = query('listSshKeys', async (request) => {
  const { store } = request.means;
  const { rows, nextCursor } = await placedPage('listSshKeys', request, {
    kind: 'sshKey',
    model: store.models.sshKeys,
  });
  return { status: 200, body: { ssh_keys: await presentSshKeys(store, rows), next_cursor: nextCursor } };
});
