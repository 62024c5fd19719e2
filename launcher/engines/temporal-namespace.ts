/** Makes sure that a Temporal server answers and has a namespace with the retention that Capstan needs. */

import { Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time.js';

const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const CONNECT_WITHIN_MS = 2_000;
/** Histories stay for 30 days, so that a job's course can be looked up after it ended; the server's default is one. */
const RETENTION_MS = 30 * 24 * 3_600_000;

/** Idempotent. @throws the client's error while the server does not answer yet. */
export async function ensureNamespace(address: string, namespace: string): Promise<void> {
  // Connecting asks the server for its system info, which it gives only once it is ready.
  const connection = await Connection.connect({ address, connectTimeout: CONNECT_WITHIN_MS });
  try {
    const retention = await readRetention(connection, namespace);
    if (retention === undefined) await register(connection, namespace);
    else if (retention !== RETENTION_MS) await raiseRetention(connection, namespace);
  } finally {
    await connection.close();
  }
}

/** Milliseconds, or undefined when there is no such namespace. */
async function readRetention(connection: Connection, namespace: string): Promise<number | undefined> {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    return optionalTsToMs(config?.workflowExecutionRetentionTtl) ?? 0;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return undefined;
    throw error;
  }
}

async function register(connection: Connection, namespace: string): Promise<void> {
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(RETENTION_MS),
    });
  } catch (error) {
    if (!(isGrpcServiceError(error) && error.code === ALREADY_EXISTS)) throw error;
  }
}

async function raiseRetention(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(RETENTION_MS) },
  });
}
