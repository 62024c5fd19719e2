/** Keeps a connection while an answer is made: one on which nothing is sent is taken for a client that stands still, and ended. */

import type { Socket } from 'node:net';

/** Answers with what `make` does; the limit holds again from then on. */
export async function keepConnection<Made>(socket: Socket, make: () => Promise<Made>): Promise<Made> {
  const idleMs = socket.timeout ?? 0;
  socket.setTimeout(0);
  try {
    return await make();
  } finally {
    socket.setTimeout(idleMs);
  }
}
