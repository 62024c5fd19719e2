/** The gateway process. `npm run gateway` starts it, against servers that run elsewhere; there may be several at once. */

import { reportingStartErrors } from '../runtime/start-errors.ts';
import { runGateway } from './run-gateway.ts';

await reportingStartErrors(() => runGateway(process.env));
