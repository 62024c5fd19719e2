/** POST /v1/users */

import { ulid } from 'ulid';
import type { UserDocument } from '../../../store/models/identity.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { checkUserName } from './check-user-name.ts';
import { choosePassword } from './choose-password.ts';
import { presentUser } from './present-user.ts';

export const createUser = command('createUser', async (request, tx) => {
  const { organizationId, body, means, now } = request;
  checkUserName(body.name, 'name');
  const password = await choosePassword(body.password, body.name);
  const user: UserDocument = {
    _id: await means.store.nextId('user'),
    public_id: `usr_${ulid().toLowerCase()}`,
    organization_id: organizationId,
    name: body.name,
    display_name: body.display_name ?? null,
    email: body.email ?? null,
    password_hash: password.hash,
    password_changed_at: now,
    totp: null,
    identity_provider_id: null,
    external_subject: null,
    status: 'active',
    sign_in_epoch: 1,
    ...firstRevision(request, tx),
  };
  await means.store.models.users.create([user], { session: tx.session });
  return {
    ...showingNew('user', '/v1/users', user, { ...presentUser(user), password: password.shown }),
    change: password.shown === null ? 'with the password of the request' : 'with a password made by Capstan',
  };
});
