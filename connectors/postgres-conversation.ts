/** The one conversation that Capstan has with a PostgreSQL server: SCRAM login, then a statement at a time. */

import { MECHANISM } from './postgres-login.ts';
import {
  authenticationRequest,
  columnCount,
  type MessageType,
  mustBeRow,
  mustBeWellFormed,
  WireViolation,
} from './postgres-message.ts';

/** Where the login stands; each is left in one way only. */
type Phase = 'opening' | 'offered' | 'begun' | 'challenged' | 'proof sent' | 'proven' | 'starting' | 'idle' | 'asked';

/** What the server has come to in a login; each has to be answered or judged, and `proven` is its own word for it. */
export type LoginStep = Extract<Phase, 'offered' | 'challenged' | 'proven'>;

const AUTHENTICATION = { ok: 0, sasl: 10, saslContinue: 11, saslFinal: 12 } as const;
/** Kerberos, clear text, MD5, SCM, GSS and SSPI. */
const OTHER_METHODS: ReadonlySet<number> = new Set([2, 3, 5, 6, 7, 8, 9]);
/** The parts of an answer in the order in which they may come; only rows come more than once. */
const ANSWER_ORDER: Readonly<Record<MessageType, number>> = { '1': 1, '2': 2, n: 3, T: 3, D: 4, C: 5, E: 5, Z: 6 };

/** Follows both directions and refuses what a server may not say at that point. */
export class PostgresConversation {
  #phase: Phase = 'opening';
  /** Of the answer under way: how far it has come, and the columns of its rows. */
  #rank = 0;
  #columns: number | null = null;

  /** The server has the proof that the password is known, and has not let us in: it may count a failed login. */
  get isJudging(): boolean {
    return this.#phase === 'proof sent' || this.#phase === 'proven';
  }

  /**
   * Takes note of a message of ours, by its first byte; the startup message has none.
   * @returns whether a statement begins with it.
   */
  sent(message: Buffer): boolean {
    const type = String.fromCharCode(message[0] ?? 0);
    if (type === 'p') {
      if (this.#phase === 'offered') this.#phase = 'begun';
      else if (this.#phase === 'challenged') this.#phase = 'proof sent';
    }
    if (type !== 'Q' && type !== 'P') return false;
    this.#phase = 'asked';
    this.#rank = 0;
    this.#columns = null;
    return true;
  }

  /**
   * @returns where the login stands by it, if it is a step of one.
   * @throws WireViolation where it has no place here.
   */
  received(type: MessageType, body: Buffer): LoginStep | null {
    if (type === 'R') return this.#authenticate(body);
    if (type === 'T' || type === 'D') this.#answer(type, body);
    else {
      mustBeWellFormed(type, body);
      if (!this.#admits(type)) throw outOfPlace();
    }
    return null;
  }

  #admits(type: MessageType): boolean {
    switch (this.#phase) {
      case 'starting':
        if (type === 'Z') this.#phase = 'idle';
        return 'SKNEZ'.includes(type);
      case 'idle':
        return 'SNE'.includes(type);
      case 'asked':
        if (!'SN'.includes(type)) this.#answer(type);
        return true;
      default:
        return type === 'E';
    }
  }

  #answer(type: MessageType, body?: Buffer): void {
    const rank = ANSWER_ORDER[type] ?? 0;
    const isNext = rank > this.#rank || (type === 'D' && this.#rank === rank);
    if (this.#phase !== 'asked' || !isNext) throw outOfPlace();
    // Nothing but the completion says that the statement was carried out.
    if (type === 'Z' && this.#rank !== ANSWER_ORDER['C']) throw outOfPlace();
    if (type === 'T' && body) this.#columns = columnCount(body);
    if (type === 'D' && body) {
      if (this.#columns === null) throw outOfPlace();
      mustBeRow(body, this.#columns);
    }
    this.#rank = rank;
    if (type === 'Z') this.#phase = 'idle';
  }

  #authenticate(body: Buffer): LoginStep | null {
    const { code, mechanisms } = authenticationRequest(body);
    if (this.#phase === 'opening') {
      if (code === AUTHENTICATION.ok) {
        throw new WireViolation('lets this role in without a password (trust in pg_hba.conf?), so nothing is proven');
      }
      if (code !== AUTHENTICATION.sasl && !OTHER_METHODS.has(code)) throw outOfPlace();
      if (!mechanisms.includes(MECHANISM)) {
        throw new WireViolation(
          'does not offer SCRAM, and the password is shown in no other way; it must use scram-sha-256 (password_encryption, pg_hba.conf) for this role',
          'not_supported',
        );
      }
      return this.#entered('offered');
    }
    if (this.#phase === 'begun' && code === AUTHENTICATION.saslContinue) return this.#entered('challenged');
    if (this.#phase === 'proof sent' && code === AUTHENTICATION.saslFinal) return this.#entered('proven');
    if (code !== AUTHENTICATION.ok) throw outOfPlace();
    if (this.#phase !== 'proven') {
      throw new WireViolation('ends the login without proving that it knows the password itself');
    }
    this.#phase = 'starting';
    return null;
  }

  #entered(step: LoginStep): LoginStep {
    this.#phase = step;
    return step;
  }
}

function outOfPlace(): WireViolation {
  return new WireViolation('sent a message that has no place in this conversation');
}
