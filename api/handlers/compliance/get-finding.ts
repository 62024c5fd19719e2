/** GET /v1/compliance/findings/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findFinding } from './find-finding.ts';
import { presentFinding } from './present-finding.ts';

export const getFinding = query('getFinding', async (request) => {
  const finding = await findFinding(request);
  return showing(200, finding, presentFinding(finding));
});
