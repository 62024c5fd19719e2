/** Connects a worker to Temporal, for as long as it takes. */

import { setTimeout as delay } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from '../runtime/logger.ts';

const RETRY_MS = 1_000;

/** Waits for the server, saying so once; rejects only when `signal` aborts. */
export async function connectTemporal(address: string, logger: Logger, signal: AbortSignal): Promise<NativeConnection> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await NativeConnection.connect({ address });
    } catch (error) {
      if (attempt === 1) logger.warn('Temporal does not answer yet; waiting for it', { address, error });
      await delay(RETRY_MS, undefined, { signal });
    }
  }
}
