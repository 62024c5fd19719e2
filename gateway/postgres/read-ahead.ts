/** Reads what a client sends before it is asked for, so that its leaving is noticed while its input waits. */

import type { Socket } from 'node:net';

/** What a client has sent beyond this stays with the client, and a leave behind it is not noticed before it is read. */
const AHEAD_BYTES = 65_536;

/**
 * The pieces that come, up to the end. Nobody else reads from the socket meanwhile, and nobody has before.
 * @param onEnd called once when the other side has ended or the connection is gone, before all of it is taken
 * @throws the error of the socket
 */
export async function* readAhead(socket: Socket, onEnd: () => void): AsyncGenerator<Buffer, void> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  let isOver = false;
  let wake: () => void = () => undefined;
  const take = (chunk: Buffer) => {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes >= AHEAD_BYTES) socket.pause();
    wake();
  };
  const end = () => {
    if (isOver) return;
    isOver = true;
    onEnd();
    wake();
  };
  socket.on('data', take);
  socket.on('end', end);
  socket.on('close', end);
  if (socket.destroyed) end();
  try {
    for (;;) {
      const taken = waiting;
      waiting = [];
      bytes = 0;
      if (taken.length > 0) yield* taken;
      else if (isOver) break;
      else {
        socket.resume();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    if (socket.errored) throw socket.errored;
  } finally {
    socket.off('data', take);
    socket.off('end', end);
    socket.off('close', end);
  }
}
