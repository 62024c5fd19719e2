/** A worker with room for one batch, whose first one does nothing until the file is there that `HELD_UNTIL` names. */

import { existsSync } from 'node:fs';
import { Context } from '@temporalio/activity';
import { runWorker } from '../../worker/run-worker.ts';
import { until } from './until.ts';

const { HELD_UNTIL: path = '', ...environment } = process.env;

await runWorker(environment, {
  batchesAtOnce: 1,
  decorate: (activities) => ({
    ...activities,
    async runBulkBatch(ref) {
      const look = async () => {
        Context.current().heartbeat();
        return existsSync(path) || undefined;
      };
      await until(`${path} to be there`, look, 120_000);
      return activities.runBulkBatch(ref);
    },
  }),
});
