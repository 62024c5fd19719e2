/** PATCH /v1/users/{id} */

import { command } from '../../operation.ts';
import { changeInWords, differences, showing } from '../revision.ts';
import { findUser, reviseUser } from './find-user.ts';
import { presentUser } from './present-user.ts';
import { requireNotErased } from './require-not-erased.ts';

export const updateUser = command('updateUser', async (request, tx) => {
  const user = await findUser(request, tx);
  requireNotErased(user);
  const changed = differences(user, request.body);
  const isChange = Object.keys(changed).length > 0;
  const shown = isChange ? await reviseUser(request, tx, user, changed) : user;
  return { ...showing(200, shown, presentUser(shown)), change: changeInWords(changed) };
});
