/** The way to Temporal for API and launcher: it starts while Temporal is down and finds it again by itself. */

import { Client, Connection } from '@temporalio/client';
import { createDataConverter } from './data-converter.ts';
import type { Settings } from './settings.ts';
import type { SharedKeys } from './shared-keys.ts';

export interface TemporalClient {
  readonly client: Client;
  readonly connection: Connection;
  /**
   * Runs calls with a time limit; without one a call may wait for as long as Temporal is away.
   * Rejects with a gRPC error (`DEADLINE_EXCEEDED`, `UNAVAILABLE`) that `isGrpcServiceError` knows.
   */
  within<Result>(timeoutMs: number, fn: () => Promise<Result>): Promise<Result>;
  /** Resolves where the server answers and has the namespace; for readiness. */
  check(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Prepares a client of the namespace. Nothing is sent yet, so this succeeds while Temporal is down.
 * @throws Error where the settings name no address.
 */
export function connectTemporal(
  settings: Pick<Settings, 'temporalAddress' | 'temporalNamespace'>,
  sharedKeys: SharedKeys,
): TemporalClient {
  const { temporalAddress: address, temporalNamespace: namespace } = settings;
  if (address === undefined) {
    throw new Error(
      'CAPSTAN_TEMPORAL_ADDRESS is not set: give the host:port of a Temporal server, or use the launcher',
    );
  }
  // Never ensureConnected(): it remembers its first failure for good.
  const connection = Connection.lazy({
    address,
    // gRPC's own limit is two minutes, for which a server that is back would be taken for gone.
    // Without the client's own retries: their timers outlive the connection, and the relay has a backoff of its own.
    interceptors: [],
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
  });
  const client = new Client({ connection, namespace, dataConverter: createDataConverter(sharedKeys) });
  const within = <Result>(timeoutMs: number, fn: () => Promise<Result>) =>
    connection.withDeadline(Date.now() + timeoutMs, fn);
  return {
    client,
    connection,
    within,
    async check(timeoutMs) {
      await within(timeoutMs, () => connection.workflowService.describeNamespace({ namespace }));
    },
    close: () => connection.close(),
  };
}
