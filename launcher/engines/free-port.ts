/** Finds loopback ports that nobody listens on. */

import { createServer } from 'node:net';

/** A free TCP port of 127.0.0.1. Somebody may take it before it is used: callers start anew on another then. */
export async function freePort(): Promise<number> {
  return (await listenOnce('127.0.0.1', 0)) ?? freePort();
}

/** True when a server could listen on `host:port` now. */
export async function isPortFree(host: string, port: number): Promise<boolean> {
  return (await listenOnce(host, port)) !== undefined;
}

function listenOnce(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
