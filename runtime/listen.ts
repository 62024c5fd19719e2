/** Makes a server listen, or says which setting keeps it from doing so. */

import type { AddressInfo, Server } from 'node:net';
import { StartError } from './start-errors.ts';

export interface ListenPlace {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Name of the setting that `port` comes from. */
  readonly portSetting: `CAPSTAN_${string}PORT`;
  /** And `host`; default: CAPSTAN_HOST. */
  readonly hostSetting?: `CAPSTAN_${string}HOST`;
}

/**
 * Resolves with the address once `server` listens.
 * @throws StartError where the host cannot be found or bound, or the port cannot be had.
 */
export async function listen(server: Server, place: ListenPlace): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error) => reject(explainedListenError(error, place));
    server.once('error', refuse);
    server.listen(place.port, place.host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  const address = server.address();
  if (typeof address === 'object' && address !== null) return address;
  throw new Error('a server that listens on TCP has no address');
}

/** The StartError that names the setting at fault, or `error` itself where it has another cause. */
export function explainedListenError(
  error: Error,
  { host, port, portSetting, hostSetting = 'CAPSTAN_HOST' }: ListenPlace,
): Error {
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return explained(`${hostSetting} is ${host}, a name that cannot be resolved (${code}); give an address`, error);
    case 'EADDRNOTAVAIL':
      return explained(
        `${hostSetting} is ${host}, which is no address of this machine (${code}); 0.0.0.0 and :: stand for all of them`,
        error,
      );
    case 'EADDRINUSE':
      return explained(
        `${portSetting} is ${port}, and another program listens there on ${host} (${code}); set another port`,
        error,
      );
    case 'EACCES':
      return explained(
        `${portSetting} is ${port}, which this user may not listen on at ${host} (${code}); set a port above 1023`,
        error,
      );
    default:
      return error;
  }
}

function explained(problem: string, cause: Error): StartError {
  return new StartError(`Capstan cannot listen: ${problem}`, { cause });
}
