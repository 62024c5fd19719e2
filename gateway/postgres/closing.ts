/** How the connections of a session are closed. */

import type { Socket } from 'node:net';
import { TERMINATE } from './messages.ts';
import type { Upstream } from './upstream.ts';

/** Resolves once it is closed. */
export async function closeUpstream({ socket, cancel }: Upstream, isStopped: boolean): Promise<void> {
  const closed = untilClosed(socket);
  // A server notices that nobody is there only once it has something to say, which may be when all is done.
  if (isStopped) await Promise.race([cancel(), closed]);
  if (socket.writable) socket.end(TERMINATE);
  await closed;
}

export function untilClosed(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
