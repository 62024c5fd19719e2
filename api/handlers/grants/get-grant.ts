/** GET /v1/grants/{id} */

import { query } from '../../operation.ts';
import { findGrant, showGrant } from './find-grant.ts';

export const getGrant = query('getGrant', async (request) => showGrant(request, await findGrant(request, null), null));
