/** Finds connections whose other side is gone without a word, as laptops are that were shut. */

import type { WebSocket } from 'ws';

export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  /** Questions that each has not answered, and what to do about it. */
  readonly #watched = new Map<WebSocket, { unanswered: number; readonly giveUp: () => void }>();

  constructor(everyMs: number) {
    this.#timer = setInterval(() => this.#ask(), everyMs);
    // A process that has nothing else to do may end.
    this.#timer.unref();
  }

  watch(socket: WebSocket, giveUp: () => void): void {
    const state = { unanswered: 0, giveUp };
    this.#watched.set(socket, state);
    const answered = () => {
      state.unanswered = 0;
    };
    socket.on('pong', answered);
    // A page in the middle of much output answers by acknowledgements first.
    socket.on('message', answered);
    socket.once('close', () => this.#watched.delete(socket));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #ask(): void {
    for (const [socket, state] of this.#watched) {
      if (state.unanswered >= 2) state.giveUp();
      else if (socket.readyState === socket.OPEN) {
        state.unanswered += 1;
        socket.ping();
      }
    }
  }
}
