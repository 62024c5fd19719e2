// @ts-check
/** The WebSocket of a terminal: a hello with what opens it, then bytes both ways, neither faster than the other side takes them. */

const SUBPROTOCOL = 'capstan.terminal.v1';

/** Of input that the target's side has not taken, no more than this is under way. */
const INPUT_WINDOW_BYTES = 65_536;
const INPUT_PIECE_BYTES = 16_384;

/** The gateway hears so often how much of the output is on the screen. */
const ACKNOWLEDGE_EVERY_BYTES = 16_384;

/**
 * @typedef {{ cols: number, rows: number }} Size
 * @typedef {{ question: number, rule: string, text: string, seconds: number }} Question
 * @typedef {object} Handlers
 * @property {(welcome: { role: string, title: string, resume_token?: string }) => void} onWelcome
 * @property {(bytes: Uint8Array, done: () => void) => void} onOutput call `done` when the bytes are on the screen
 * @property {(bytes: Uint8Array, done: () => void) => void} onSnapshot the same, for an emptied screen
 * @property {(size: Size) => void} onSize
 * @property {(notice: { text: string, suspended?: boolean }) => void} onNotice
 * @property {(question: Question) => void} onQuestion a moderator is asked
 * @property {(id: number, isAllowed: boolean) => void} onSettled it is answered, by whomever
 * @property {(end: { code: string, text: string }) => void} onEnd the session is over
 * @property {() => void} onRefused
 * @property {(code: number) => void} onLost the connection is gone, and nobody said why
 */

export class Connection {
  /** @type {WebSocket} */
  #socket;
  /** @type {Handlers} */
  #handlers;
  #isOpen = false;
  /** @type {Size | undefined} what the window became before the gateway would hear of it */
  #resizedEarly;
  #isOver = false;
  /** @type {Uint8Array[]} */
  #waiting = [];
  #input = { sent: 0, taken: 0 };
  #output = { shown: 0, told: 0 };
  /** Bytes of a snapshot that are still to come; what came of it. */
  #snapshot = { left: 0, parts: /** @type {Uint8Array[]} */ ([]) };

  /**
   * @param {string} url
   * @param {{ token: string } | { code: string }} brought what opens it
   * @param {Size} size
   * @param {Handlers} handlers
   */
  constructor(url, brought, size, handlers) {
    this.#handlers = handlers;
    this.#socket = new WebSocket(url, SUBPROTOCOL);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#say({ type: 'hello', ...brought, ...size });
    this.#socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.#hear(JSON.parse(data));
      else this.#show(new Uint8Array(data));
    };
    this.#socket.onclose = ({ code }) => {
      if (!this.#isOver) handlers.onLost(code);
      this.#isOver = true;
    };
  }

  /** @param {Uint8Array} bytes */
  type(bytes) {
    for (let start = 0; start < bytes.length; start += INPUT_PIECE_BYTES) {
      this.#waiting.push(bytes.subarray(start, start + INPUT_PIECE_BYTES));
    }
    this.#sendInput();
  }

  /** @param {Size} size */
  resize({ cols, rows }) {
    if (this.#isOpen) this.#say({ type: 'resize', cols, rows });
    else this.#resizedEarly = { cols, rows };
  }

  /**
   * @param {number} question
   * @param {boolean} allow
   */
  answer(question, allow) {
    this.#say({ type: 'answer', question, allow });
  }

  /** @param {'suspend' | 'resume' | 'end'} action */
  control(action) {
    this.#say({ type: 'control', action });
  }

  #sendInput() {
    while (this.#isOpen && !this.#isOver) {
      const [piece] = this.#waiting;
      if (!piece || this.#input.sent - this.#input.taken + piece.length > INPUT_WINDOW_BYTES) return;
      this.#waiting.shift();
      this.#input.sent += piece.length;
      this.#socket.send(/** @type {Uint8Array<ArrayBuffer>} */ (piece));
    }
  }

  /** @param {any} message */
  #hear(message) {
    switch (message.type) {
      case 'welcome':
        this.#isOpen = true;
        if (this.#resizedEarly) this.resize(this.#resizedEarly);
        this.#handlers.onWelcome(message);
        // What was typed before.
        return this.#sendInput();
      case 'size':
        return this.#handlers.onSize(message);
      case 'snapshot':
        this.#snapshot = { left: message.bytes, parts: [] };
        return;
      case 'notice':
        return this.#handlers.onNotice(message);
      case 'question':
        return this.#handlers.onQuestion(message);
      case 'settled':
        return this.#handlers.onSettled(message.question, message.allowed);
      case 'taken':
        this.#input.taken = message.bytes;
        return this.#sendInput();
      case 'end':
        this.#isOver = true;
        return this.#handlers.onEnd(message);
      case 'refused':
        this.#isOver = true;
        return this.#handlers.onRefused();
    }
  }

  /** @param {Uint8Array} bytes */
  #show(bytes) {
    const done = () => this.#acknowledge(bytes.length);
    if (this.#snapshot.left === 0) return this.#handlers.onOutput(bytes, done);
    this.#snapshot.left -= bytes.length;
    this.#snapshot.parts.push(bytes);
    if (this.#snapshot.left > 0) return;
    const { parts } = this.#snapshot;
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let start = 0;
    for (const part of parts) {
      whole.set(part, start);
      start += part.length;
    }
    this.#snapshot = { left: 0, parts: [] };
    this.#handlers.onSnapshot(whole, () => this.#acknowledge(whole.length));
  }

  /** @param {number} bytes */
  #acknowledge(bytes) {
    this.#output.shown += bytes;
    if (this.#output.shown - this.#output.told < ACKNOWLEDGE_EVERY_BYTES) return;
    this.#output.told = this.#output.shown;
    this.#say({ type: 'ack', bytes: this.#output.told });
  }

  /** @param {object} message */
  #say(message) {
    if (!this.#isOver && this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
