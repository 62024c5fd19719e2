/** POST /v1/bulk/preflight */

import { command } from '../../operation.ts';
import { acceptPreflight } from './accept-preflight.ts';
import { requireSelected } from './plan-selection.ts';

export const preflightBulk = command(
  'preflightBulk',
  async (request, tx) => {
    const { operation, options } = request.body;
    const selected = await requireSelected(request, tx);
    return acceptPreflight(request, tx, { operation, selected, ...(options === undefined ? {} : { options }) });
  },
  ({ means }) => means.dispatchSoon(),
);
