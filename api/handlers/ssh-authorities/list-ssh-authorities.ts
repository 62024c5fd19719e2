/** GET /v1/ssh-certificate-authorities */

import { query } from '../../operation.ts';
import { placedPage } from '../placed-page.ts';
import { presentSshAuthorities } from './present-ssh-authority.ts';

export const listSshAuthorities = query('listSshAuthorities', async (request) => {
  const { store } = request.means;
  const { rows, nextCursor } = await placedPage('listSshAuthorities', request, {
    kind: 'sshAuthority',
    model: store.models.sshAuthorities,
  });
  const authorities = await presentSshAuthorities(store, rows);
  return { status: 200, body: { ssh_certificate_authorities: authorities, next_cursor: nextCursor } };
});
