/** The files of a reference log as C2SP tlog-tiles has them, and a server that answers with them. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ReferenceLog, treeRoot } from './reference-log.ts';

const WIDTH = 256;

/** Everything under the log's URL, by path: `checkpoint`, `tile/…`, `tile/entries/…`. */
export function tileFiles(log: ReferenceLog): Map<string, Buffer> {
  const files = new Map([['checkpoint', Buffer.from(log.checkpoint())]]);
  let row = log.hashes();
  for (let level = 0; row.length > 0; level += 1) {
    for (const [index, hashes] of groups(row).entries()) files.set(path(level, index, hashes), Buffer.concat(hashes));
    row = groups(row)
      .filter((hashes) => hashes.length === WIDTH)
      .map((hashes) => treeRoot(hashes));
  }
  for (const [index, leaves] of groups(log.leaves).entries()) {
    const entries = leaves.flatMap((leaf) => [Buffer.of(leaf.length >> 8, leaf.length & 0xff), leaf]);
    files.set(path('entries', index, leaves), Buffer.concat(entries));
  }
  return files;
}

function groups<T>(values: readonly T[]): T[][] {
  const count = Math.ceil(values.length / WIDTH);
  return Array.from({ length: count }, (_, at) => values.slice(at * WIDTH, (at + 1) * WIDTH));
}

/** For fewer than 1,000 tiles. */
function path(level: number | 'entries', index: number, content: readonly unknown[]): string {
  const partial = content.length === WIDTH ? '' : `.p/${content.length}`;
  return `tile/${level}/${String(index).padStart(3, '0')}${partial}`;
}

export interface TileServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers on loopback, to whoever has the token. */
export async function serveTiles(files: ReadonlyMap<string, Buffer>, bearerToken: string): Promise<TileServer> {
  const server = createServer((request, response) => {
    const content = files.get((request.url ?? '').slice(1));
    const isKnown = request.headers.authorization === `Bearer ${bearerToken}`;
    response.writeHead(isKnown ? (content ? 200 : 404) : 401).end(isKnown ? content : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
