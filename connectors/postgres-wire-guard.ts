/** Stands between a PostgreSQL server and the driver: logs in itself, and lets through only whole, well-formed messages that are expected. */

import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Secret } from '../domain/secret.ts';
import { type LoginStep, PostgresConversation } from './postgres-conversation.ts';
import { MECHANISM, PostgresLogin } from './postgres-login.ts';
import { saslInitialResponse, saslResponse, WireViolation } from './postgres-message.ts';

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;
const HEADER_BYTES = TYPE_BYTES + LENGTH_BYTES;
/** Which authentication message it is. */
const CODE_BYTES = 4;
const MAX_MESSAGE_BYTES = 64 * 1024;
/** Of everything that a server sends for a login, and then from one statement to the next. */
const MAX_TOTAL_BYTES = 1024 * 1024;

/**
 * The stream for `pg` (its `stream` option) over a socket that is connected, and secured where it has to be.
 *
 * The driver's parser throws, loops or buffers without end on input that no PostgreSQL sends, inside the data event of
 * the socket where no promise sees it; and it answers every question for a password, which it therefore never has. What
 * does not pass destroys the stream with a `WireViolation`, before the driver has seen any of it.
 */
export class PostgresWireGuard extends Duplex {
  readonly #socket: Socket;
  /** Gone once it is over, and with it all that is known of the password. */
  #login: PostgresLogin | undefined;
  readonly #conversation = new PostgresConversation();
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #neededBytes = HEADER_BYTES;
  #totalBytes = 0;
  #violation: WireViolation | undefined;
  #hasEnded = false;

  constructor(socket: Socket, password: Secret) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#login = new PostgresLogin(password);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => this.#end());
    socket.on('close', () => this.#end());
    socket.on('error', (error) => this.destroy(error));
  }

  /** Why the stream was destroyed, where the server is to blame. */
  get violation(): WireViolation | undefined {
    return this.#violation;
  }

  /** Whether the server may count a failed login if the connection ends now. */
  get isJudging(): boolean {
    return this.#conversation.isJudging;
  }

  /** Whether something can still be asked over it. */
  get isAlive(): boolean {
    return !this.destroyed && !this.#hasEnded;
  }

  /** Called by the driver, which expects a socket that is not connected yet. */
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  /** Called by the driver. */
  setNoDelay(): this {
    this.#socket.setNoDelay(true);
    return this;
  }

  override _read(): void {
    // Nothing waits to be read: what arrives is passed on at once, and is bounded as a whole.
  }

  override _write(message: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#note(message);
    this.#socket.write(message, done);
  }

  /** The driver hands over the parts of a statement together; so they leave. */
  override _writev(parts: { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    const messages = parts.map(({ chunk }) => chunk);
    for (const message of messages) this.#note(message);
    this.#socket.write(Buffer.concat(messages), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#pending = [];
    this.#login = undefined;
    this.#socket.destroy();
    done(error);
  }

  #note(message: Buffer): void {
    if (this.#conversation.sent(message)) this.#totalBytes = 0;
  }

  #end(): void {
    if (this.destroyed || this.#hasEnded) return;
    this.#hasEnded = true;
    this.push(null);
  }

  #take(chunk: Buffer): void {
    if (this.destroyed) return;
    try {
      this.#totalBytes += chunk.length;
      if (this.#totalBytes > MAX_TOTAL_BYTES) throw new WireViolation('sent far more than the statement asks for');
      this.#pending.push(chunk);
      this.#pendingBytes += chunk.length;
      if (this.#pendingBytes >= this.#neededBytes) this.#passOn(Buffer.concat(this.#pending, this.#pendingBytes));
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Whatever the driver throws at a message is the message's fault, and must not leave the event of the socket. */
  #refuse(error: unknown): void {
    if (this.destroyed) return;
    this.#violation = error instanceof WireViolation ? error : new WireViolation('confused the driver');
    this.destroy(this.#violation);
  }

  /** Passes on the messages that `bytes` begins with and keeps the rest. */
  #passOn(bytes: Buffer): void {
    let at = 0;
    this.#neededBytes = HEADER_BYTES;
    while (bytes.length - at >= HEADER_BYTES && !this.destroyed) {
      const length = bytes.readUInt32BE(at + TYPE_BYTES);
      if (length < LENGTH_BYTES || length > MAX_MESSAGE_BYTES) {
        throw new WireViolation('sent a message of impossible length');
      }
      const end = at + TYPE_BYTES + length;
      if (end > bytes.length) {
        this.#neededBytes = end - at;
        break;
      }
      const message = bytes.subarray(at, end);
      const step = this.#conversation.received(String.fromCharCode(message[0] ?? 0), message.subarray(HEADER_BYTES));
      if (step === null) this.push(message);
      else this.#goOn(step, message.toString('utf8', HEADER_BYTES + CODE_BYTES));
      at = end;
    }
    this.#pending = [bytes.subarray(at)];
    this.#pendingBytes = bytes.length - at;
  }

  #goOn(step: LoginStep, said: string): void {
    const login = this.#login;
    if (!login) throw new WireViolation('goes on with a login that is over');
    if (step === 'offered') this.#say(saslInitialResponse(MECHANISM, login.first()));
    else if (step === 'proven') {
      login.verify(said);
      this.#login = undefined;
    } else {
      // Nothing but an error may come until the challenge is answered.
      login.answer(said).then(
        (answer) => this.#say(saslResponse(answer)),
        (error: unknown) => this.#refuse(error),
      );
    }
  }

  #say(message: Buffer): void {
    if (this.destroyed) return;
    this.#note(message);
    this.#socket.write(message);
  }
}
