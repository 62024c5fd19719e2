/** One page that was let in: its session's output goes out, its owner's input goes in, neither faster than the other side can. */

import type { WebSocket } from 'ws';
import type {
  TerminalEnd,
  TerminalLeave,
  TerminalNotice,
  TerminalQuestion,
  TerminalRole,
  TerminalScreen,
  TerminalSession,
  TerminalSize,
} from './contract.ts';
import { OutputWindow } from './output-window.ts';
import {
  CLOSE,
  type Close,
  type GatewayMessage,
  INPUT_TOLD_BYTES,
  INPUT_WINDOW_BYTES,
  OUTPUT_WINDOW,
  type PageMessage,
  readMessage,
} from './protocol.ts';

/** Frames of output are no larger, so that a message never waits behind a megabyte. */
const OUTPUT_FRAME_BYTES = 32_768;

/** Together with what it takes to say farewell, below the two seconds that are promised. */
const FAREWELL_MS = 1_500;

/** Output stops at its window; this bounds the messages that others cause and a page does not fetch. */
const MAX_BUFFERED_BYTES = 1_048_576;

export class TerminalConnection implements TerminalScreen {
  readonly #socket: WebSocket;
  readonly #session: TerminalSession;
  readonly #window: OutputWindow;
  #cause: TerminalLeave['cause'] | undefined;
  #hasLeft = false;
  #ignoredInputBytes = 0;
  #input = { received: 0, taken: 0, told: 0 };

  /** `socket` is open, and nobody else listens to its messages from now on. */
  constructor(socket: WebSocket, session: TerminalSession) {
    this.#socket = socket;
    this.#session = session;
    this.#window = new OutputWindow(OUTPUT_WINDOW, () => socket.bufferedAmount);
  }

  get role(): TerminalRole {
    return this.#session.role;
  }

  /** Greets the page, and lets session and page talk until one of them goes. */
  open(): void {
    const { role, title, resumeToken } = this.#session;
    this.#say({ type: 'welcome', role, title, ...(resumeToken ? { resume_token: resumeToken.reveal() } : {}) });
    this.#socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (this.#cause) return;
      if (isBinary) this.#takeInput(data);
      else if (!this.#obey(readMessage(data.toString('utf8')))) this.#leave('protocol_error', CLOSE.protocolError);
    });
    this.#socket.once('error', (error: Error) => {
      // A frame that is too large, or none; the library has closed the connection.
      if ('code' in error && String(error.code).startsWith('WS_ERR_')) this.#cause ??= 'protocol_error';
    });
    this.#socket.once('close', (code: number) => {
      // 1006: no farewell came; 1005 and 1001: the page was closed, or went elsewhere.
      this.#detach(this.#cause ?? (code === 1006 ? 'lost' : 'left'));
    });
    this.#session.attach(this);
  }

  print(bytes: Buffer): boolean {
    if (this.#cause) return false;
    let isOpen = true;
    for (let start = 0; start < bytes.length; start += OUTPUT_FRAME_BYTES) {
      const frame = bytes.subarray(start, start + OUTPUT_FRAME_BYTES);
      this.#socket.send(frame, { binary: true }, this.#lookAgain);
      isOpen = this.#window.send(frame.length);
    }
    return isOpen;
  }

  snapshot(bytes: Buffer): boolean {
    this.#say({ type: 'snapshot', bytes: bytes.length });
    return this.print(bytes);
  }

  resized({ cols, rows }: TerminalSize): void {
    this.#say({ type: 'size', cols, rows });
  }

  ask({ id, rule, text, seconds }: TerminalQuestion): void {
    this.#say({ type: 'question', question: id, rule, text, seconds });
  }

  settled(question: number, isAllowed: boolean): void {
    this.#say({ type: 'settled', question, allowed: isAllowed });
  }

  notice(notice: TerminalNotice): void {
    this.#say({ type: 'notice', ...notice });
  }

  end({ code, text }: TerminalEnd): void {
    this.#say({ type: 'end', code, text });
    this.#leave('ended', CLOSE.ended);
  }

  /** For a page that no longer answers. */
  giveUp(): void {
    this.#cause ??= 'lost';
    this.#socket.terminate();
  }

  /** An arrow, since every frame is sent with it. */
  readonly #lookAgain = (): void => {
    if (!this.#cause && this.#window.reopens()) this.#session.drained();
  };

  #takeInput(input: Buffer): void {
    if (this.#session.role !== 'owner') {
      this.#ignoredInputBytes += input.length;
      return;
    }
    const count = this.#input;
    count.received += input.length;
    if (count.received - count.taken > INPUT_WINDOW_BYTES) {
      this.#leave('protocol_error', CLOSE.protocolError);
      return;
    }
    this.#session.write(input, () => {
      count.taken += input.length;
      if (count.taken - count.told < INPUT_TOLD_BYTES) return;
      count.told = count.taken;
      this.#say({ type: 'taken', bytes: count.taken });
    });
  }

  /** False for what nobody may say, or not this viewer. */
  #obey(message: PageMessage | null): boolean {
    const { role } = this.#session;
    switch (message?.type) {
      case 'ack':
        if (!this.#window.acknowledge(message.bytes)) return false;
        this.#lookAgain();
        return true;
      case 'resize':
        // A watcher's window has a size as well; it is nobody's business.
        if (role === 'owner') this.#session.resize({ cols: message.cols, rows: message.rows });
        return true;
      case 'control':
        if (role !== 'moderator') return false;
        this.#session.control(message.action);
        return true;
      case 'answer':
        if (role !== 'moderator') return false;
        this.#session.answer(message.question, message.allow);
        return true;
      default:
        return false;
    }
  }

  #say(message: GatewayMessage): void {
    if (this.#cause) return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) this.giveUp();
    else this.#socket.send(JSON.stringify(message));
  }

  #leave(cause: TerminalLeave['cause'], close: Close): void {
    if (this.#cause) return;
    this.#cause = cause;
    closeSoon(this.#socket, close);
    // At once, since nothing comes of what the page still says: a session that ends has to know what its viewers did.
    this.#detach(cause);
  }

  #detach(cause: TerminalLeave['cause']): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#cause = cause;
    this.#session.detach({ cause, ignoredInputBytes: this.#ignoredInputBytes });
  }
}

/** Closes in order; by force where the other side does not answer in time. */
export function closeSoon(socket: WebSocket, { code, reason }: Close): void {
  socket.close(code, reason);
  const force = setTimeout(() => socket.terminate(), FAREWELL_MS);
  socket.once('close', () => clearTimeout(force));
}
