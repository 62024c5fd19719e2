/** Moves messages and stack traces of failures into payloads, so that the codec encrypts them as well. */

import { DefaultFailureConverter } from '@temporalio/common';

/** Loaded by its name from clients, workers and workflow bundles: nothing of Node may be imported here. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
