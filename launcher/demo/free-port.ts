/** A loopback port for a demo server: the one it had before where that is free, else any free one. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * Answers `wanted` where it is given; else the port remembered in `file`, if nobody holds it; else a free one.
 * The answer is written to `file`, so that whoever stored the address finds the server there again.
 */
export async function settledPort(file: string, wanted: number | undefined): Promise<number> {
  const before = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN;
  const port = wanted ?? (await listenOnce(Number.isInteger(before) ? before : 0)) ?? (await listenOnce(0));
  if (port === undefined) throw new Error('no free port on 127.0.0.1: close other servers and start again');
  writeFileSync(file, `${port}\n`);
  return port;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
