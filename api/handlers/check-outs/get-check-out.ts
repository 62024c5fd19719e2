/** GET /v1/check-outs/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findCheckOut } from './find-check-out.ts';
import { presentCheckOut } from './present-check-out.ts';

export const getCheckOut = query('getCheckOut', async (request) => {
  const custody = await findCheckOut(request);
  return showing(200, custody, presentCheckOut(custody));
});
