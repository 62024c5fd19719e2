/** PATCH /v1/groups/{id} */

import { command } from '../../operation.ts';
import { changeInWords, differences, showing } from '../revision.ts';
import { findGroup, reviseGroup } from './find-group.ts';
import { presentGroup } from './present-group.ts';

export const updateGroup = command('updateGroup', async (request, tx) => {
  const group = await findGroup(request, tx);
  const changed = differences(group, request.body);
  const isChange = Object.keys(changed).length > 0;
  const shown = isChange ? await reviseGroup(request, tx, group, changed) : group;
  return { ...showing(200, shown, presentGroup(shown)), change: changeInWords(changed) };
});
