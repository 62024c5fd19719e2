/** How values become payloads: the same for every client, worker and workflow bundle. */

import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { EncryptionCodec } from './payload-codec.ts';
import type { SharedKeys } from './shared-keys.ts';

/** For `bundleWorkflowCode`, which takes the path alone. */
export const FAILURE_CONVERTER_PATH = fileURLToPath(new URL('./failure-converter.ts', import.meta.url));

/** For `Client` and `Worker`. */
export function createDataConverter(sharedKeys: SharedKeys): DataConverter {
  return { payloadCodecs: [new EncryptionCodec(sharedKeys)], failureConverterPath: FAILURE_CONVERTER_PATH };
}
