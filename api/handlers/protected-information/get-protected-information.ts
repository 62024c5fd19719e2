/** GET /v1/protected-information/{id} */

import { loadInformation } from '../../../store/protected-information.ts';
import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentInformation } from './present-information.ts';

export const getProtectedInformation = query(
  'getProtectedInformation',
  async ({ access, organizationId, path, means }) => {
    const found = await loadInformation(means.store, organizationId, path.id);
    const information = access.requireFound('protectedInformation', found);
    return showing(200, information, presentInformation(information));
  },
);
