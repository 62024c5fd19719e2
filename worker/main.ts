/** The worker process. `npm run worker` starts it alone, against servers that run elsewhere. */

import { reportingStartErrors } from '../runtime/start-errors.ts';
import { runWorker } from './run-worker.ts';

await reportingStartErrors(() => runWorker(process.env));
