/** Connects a worker to Temporal, for as long as it takes. */

import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from '../runtime/logger.ts';
import { SettingsError } from '../runtime/settings.ts';

const RETRY_MS = 1_000;
/** Status code of gRPC. */
const NOT_FOUND = 5;

function missing(namespace: string): string {
  return (
    `CAPSTAN_TEMPORAL_NAMESPACE is ${namespace}, which the Temporal server does not have; ` +
    `make it: temporal operator namespace create --namespace ${namespace} --retention 30d`
  );
}

/**
 * Waits for the server, saying so once, and makes sure that it has the namespace.
 * @throws SettingsError where it has not; AbortError when `signal` aborts.
 */
export async function awaitTemporal(
  { address, namespace }: { readonly address: string; readonly namespace: string },
  logger: Logger,
  signal: AbortSignal,
): Promise<NativeConnection> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const connection = await NativeConnection.connect({ address });
      await connection.workflowService.describeNamespace({ namespace });
      return connection;
    } catch (error) {
      if (isGrpcServiceError(error) && error.code === NOT_FOUND) throw new SettingsError([missing(namespace)]);
      if (attempt === 1) logger.warn('Temporal does not answer yet; waiting for it', { address, error });
      await delay(RETRY_MS, undefined, { signal });
    }
  }
}
