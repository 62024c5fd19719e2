/** From the client to the target: each message is understood, statements are judged and recorded, then it is sent. */

import { type Frame, HEADER_BYTES } from './frames.ts';
import { malformed, message, onlyText, statementOrPortal, textAt } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { PendingAnswers } from './pending-answers.ts';
import { ProtocolViolation } from './protocol-violation.ts';
import type { Question } from './questions.ts';
import type { ServerSettings } from './server-settings.ts';
import type { StatementDesk } from './statement-desk.ts';
import { preparedBy } from './statement-names.ts';

/** Sent in place of a statement that is blocked. No statement begins so: the target refuses it, as it would a mistake. */
const BLOCKED = 'capstan has blocked a statement';

export interface ClientFlowParts {
  readonly desk: StatementDesk;
  readonly answers: PendingAnswers;
  readonly settings: ServerSettings;
  /** To the target. */
  readonly outbox: Outbox;
}

export class ClientFlow {
  readonly #parts: ClientFlowParts;

  constructor(parts: ClientFlowParts) {
    this.#parts = parts;
  }

  /**
   * Puts the message into the outbox, or what is sent in its place. Where a promise is answered, the next message waits
   * for it: what is recorded later must not be sent earlier.
   * @throws ProtocolViolation; NotRecorded (only the promise)
   */
  take({ type, bytes }: Frame): Promise<void> | undefined {
    const { answers, outbox } = this.#parts;
    switch (type) {
      case 'Q':
        return this.#query(bytes);
      case 'P':
        return this.#parse(bytes);
      case 'E':
        return this.#execute(bytes);
      case 'F':
        return this.#functionCall(bytes);
      case 'H':
        requireEmpty(bytes);
        break;
      case 'd':
        answers.copied(bytes.length - HEADER_BYTES);
        break;
      default:
        return this.#ask(this.#questionOf(type, bytes), bytes);
    }
    outbox.add(bytes);
    return undefined;
  }

  /** Resolves once the target has room for more. */
  sendAll(): Promise<void> {
    return this.#parts.outbox.flush();
  }

  #questionOf(type: string, bytes: Buffer): Question {
    const { encoding } = this.#parts.settings;
    switch (type) {
      case 'B': {
        const portal = textAt(bytes, HEADER_BYTES, encoding);
        return { kind: 'bind', portal: portal.value, name: textAt(bytes, portal.next, encoding).value };
      }
      case 'D':
        statementOrPortal(bytes, encoding);
        return { kind: 'describe' };
      case 'C': {
        const { kind, name } = statementOrPortal(bytes, encoding);
        return { kind: 'close', of: kind, name };
      }
      case 'S':
        requireEmpty(bytes);
        return { kind: 'sync' };
      case 'c':
      case 'f':
        return { kind: 'end of copy' };
      default:
        throw new ProtocolViolation('sent a message that has no place in this conversation');
    }
  }

  /** At once where there is room, as there mostly is. */
  #ask(question: Question, bytes: Buffer): Promise<void> | undefined {
    const { answers, outbox } = this.#parts;
    const ask = () => {
      answers.asked(question);
      outbox.add(bytes);
    };
    const room = answers.room();
    if (room) return outbox.flush().then(() => room.then(ask));
    ask();
    return undefined;
  }

  async #query(bytes: Buffer): Promise<void> {
    const text = onlyText(bytes, this.#parts.settings.encoding);
    await this.#sendsRecorded();
    const { statement } = await this.#parts.desk.take('query', text);
    this.#parts.answers.asked({ kind: 'query', statement });
    this.#parts.outbox.add(statement.refusal === null ? bytes : message('Q', BLOCKED));
  }

  async #parse(bytes: Buffer): Promise<void> {
    const { settings, desk, answers, outbox } = this.#parts;
    const name = textAt(bytes, HEADER_BYTES, settings.encoding);
    const { value: text } = textAt(bytes, name.next, settings.encoding);
    await this.#sendsRecorded();
    const { statement, masked } = await desk.take('parse', text);
    const prepared = preparedBy(statement.sequence, masked);
    answers.asked({ kind: 'parse', statement, name: name.value, prepared });
    outbox.add(statement.refusal === null ? bytes : message('P', name.value, BLOCKED, Buffer.alloc(2)));
  }

  async #execute(bytes: Buffer): Promise<void> {
    const { settings, desk, answers, outbox } = this.#parts;
    const { value: portal, next } = textAt(bytes, HEADER_BYTES, settings.encoding);
    if (bytes.length !== next + 4) throw malformed(bytes);
    await this.#sendsRecorded();
    const statement = await desk.takeExecute(answers.behind(portal));
    answers.asked({ kind: 'execute', statement, portal });
    outbox.add(bytes);
  }

  async #functionCall(bytes: Buffer): Promise<void> {
    if (bytes.length < HEADER_BYTES + 4) throw malformed(bytes);
    await this.#sendsRecorded();
    const { statement } = await this.#parts.desk.take(
      'function_call',
      `function call ${bytes.readUInt32BE(HEADER_BYTES)}`,
    );
    this.#parts.answers.asked({ kind: 'function call', statement });
    // A statement that fails is answered as a call that fails is.
    this.#parts.outbox.add(statement.refusal === null ? bytes : message('Q', BLOCKED));
  }

  /** While something is judged and recorded, what was recorded before is on its way. */
  async #sendsRecorded(): Promise<void> {
    await this.#parts.outbox.flush();
    await this.#parts.answers.room();
  }
}

function requireEmpty(bytes: Buffer): void {
  if (bytes.length !== HEADER_BYTES) throw malformed(bytes);
}
