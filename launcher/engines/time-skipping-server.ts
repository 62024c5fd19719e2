/** The time-skipping Temporal server that workflow tests run against. */

import { type ResolveOptions, resolveBinary } from './resolve-binary.ts';

/**
 * Path of the binary, for `TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type:
 * 'existing-path', path } } })`. Its clock is one for all workflows: run such tests one after another.
 * @throws BinaryUnavailableError
 */
export async function timeSkippingServerBinary(options: ResolveOptions = {}): Promise<string> {
  return (await resolveBinary('temporal-test-server', options)).path;
}
