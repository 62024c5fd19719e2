/** GET /v1/compliance/findings/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findFinding } from './find-finding.ts';
import { presentFindings } from './present-finding.ts';

export const getFinding = query('getFinding', async (request) => {
  const finding = await findFinding(request);
  const [shown] = await presentFindings(request.means.store, [finding]);
  return showing(200, finding, shown);
});
