/**
 * What the target still has to answer, and what each answer belongs to.
 *
 * Servers answer in order, so the oldest question is the one that is answered. After an error in a message of the extended
 * protocol a server passes over everything up to the next Sync, and while it takes a copy it overlooks each Sync: both is
 * followed here as PostgreSQL does it, since a statement is blocked by sending another one in its place that fails for
 * certain, and it has to be the error of that one which is replaced.
 */

import { type Frame, HEADER_BYTES } from './frames.ts';
import { errorFields, errorResponse, onlyText, sqlStateOf, transactionStatus } from './messages.ts';
import { ProtocolViolation } from './protocol-violation.ts';
import {
  belongsTo,
  endsByReady,
  type Question,
  QuestionQueue,
  type StatementQuestion,
  statementOf,
} from './questions.ts';
import type { RunningStatement } from './running-statement.ts';
import type { ServerSettings } from './server-settings.ts';
import { type Prepared, StatementNames } from './statement-names.ts';

/**
 * Statements that give names of prepared statements another meaning, or run SQL that may. So may a function that a query
 * calls, which nothing tells.
 */
const CHANGES_NAMES = /^(PREPARE|DEALLOCATE|DISCARD|DO|CALL)\b/;

export class PendingAnswers {
  readonly #settings: ServerSettings;
  readonly #questions: QuestionQueue;
  /** As the target has confirmed them. */
  readonly #names = new StatementNames();
  /** As they will be if everything under way succeeds. */
  #expectedNames = new StatementNames();
  /** What is expected of names may not come true: they are as they were confirmed, once all is answered. */
  #expectsTooMuch = false;
  /** The target passes over all up to a Sync that has not been sent yet. */
  #isSkipping = false;
  #copying: RunningStatement | null = null;
  #hasSaidGoodbye = false;

  /** @param limit of questions without an answer; see {@link room} */
  constructor(settings: ServerSettings, limit: number) {
    this.#settings = settings;
    this.#questions = new QuestionQueue(limit);
  }

  /** Whether the target is at something. */
  get isBusy(): boolean {
    return !this.#questions.isEmpty;
  }

  /** Whether the target has told the client that it closes the connection. */
  get hasSaidGoodbye(): boolean {
    return this.#hasSaidGoodbye;
  }

  /** What an `execute` of this portal would carry out. */
  behind(portal: string): Prepared | null {
    return this.#expectedNames.behind(portal);
  }

  /** Resolves once there are not too many questions under way, or nobody waits for answers any more; null: at once. */
  room(): Promise<void> | null {
    return this.#questions.room();
  }

  /** To be told of every question in the order in which they are sent. */
  asked(question: Question): void {
    const { kind } = question;
    if (this.#isSkipping && kind !== 'sync') {
      statementOf(question)?.end('skipped');
      return;
    }
    if (kind === 'sync') {
      if (this.#copying) return;
      this.#isSkipping = false;
    }
    if (kind === 'end of copy') {
      const wasCopying = this.#copying !== null;
      this.#copying = null;
      if (wasCopying || this.#questions.isEmpty) return;
    }
    this.#expect(question);
    this.#questions.push(question);
  }

  /** A piece of a copy went to the target. It may come before the target has said that it takes one. */
  copied(bytes: number): void {
    const statement = this.#copying ?? this.#questions.newestCarriedOut();
    statement?.copied(bytes);
  }

  /**
   * To be told of every message of the target in order.
   * @returns what the client is to be told.
   * @throws ProtocolViolation where it belongs to no question, or is malformed.
   */
  answered(frame: Frame): Buffer {
    const { type, bytes } = frame;
    if (type === 'N' || type === 'A') return bytes;
    if (type === 'S') {
      this.#settings.told(bytes);
      return bytes;
    }
    if (type === 'E') return this.#failed(bytes);
    const question = this.#questions.next();
    if (!question || !belongsTo(type, question)) {
      throw new ProtocolViolation('sent a message that has no place in this conversation');
    }
    const statement = statementOf(question);
    if (statement?.refusal != null && !(type === 'Z' && statement.hasFailed)) {
      throw new ProtocolViolation('carried out what is no statement');
    }
    if (type === 'Z') this.#ready(bytes, question);
    else if ('statement' in question) this.#ofStatement(frame, question);
    else this.#confirmed(type, question);
    return bytes;
  }

  /** The connection is over: nothing will be answered any more. */
  lost(): void {
    for (const question of this.#questions.clear()) statementOf(question)?.end('lost');
  }

  #expect(question: Question): void {
    if (question.kind === 'parse') {
      if (question.statement.refusal === null) this.#expectedNames.parsed(question.name, question.prepared);
      else this.#expectedNames.closed('S', question.name);
    } else if (question.kind === 'bind') this.#expectedNames.bound(question.portal, question.name);
    else if (question.kind === 'close') this.#expectedNames.closed(question.of, question.name);
  }

  #ofStatement({ type, bytes }: Frame, question: StatementQuestion): void {
    const { statement } = question;
    switch (type) {
      case '1':
        if (question.kind === 'parse') this.#names.parsed(question.name, question.prepared);
        this.#over(statement, 'done');
        break;
      case 'D':
        statement.row();
        break;
      case 'd':
        statement.copied(bytes.length - HEADER_BYTES);
        break;
      case 'H':
        statement.copies('out');
        break;
      case 'G':
        statement.copies('in');
        this.#copying = this.#questions.takesCopy() ? null : statement;
        break;
      case 'C':
        this.#completed(onlyText(bytes, 'latin1'), question);
        break;
      case 'I':
      case 's':
        if (question.kind === 'execute') this.#executed(question, type === 's' ? 'suspended' : 'done');
        break;
      default:
    }
  }

  #completed(tag: string, question: StatementQuestion): void {
    question.statement.completed(tag);
    // This one is carried out by the name as it was before.
    if (question.kind === 'execute') this.#executed(question, 'done');
    if (!CHANGES_NAMES.test(tag)) return;
    this.#names.changedInSql();
    this.#expectedNames.changedInSql();
    this.#expectsTooMuch = true;
  }

  #executed({ statement, portal }: { statement: RunningStatement; portal: string }, outcome: 'done' | 'suspended') {
    statement.stemsFrom(this.#names.behind(portal)?.sequence ?? null);
    this.#over(statement, outcome);
  }

  #confirmed(type: string, question: Question): void {
    if (question.kind === 'bind') this.#names.bound(question.portal, question.name);
    if (question.kind === 'close') this.#names.closed(question.of, question.name);
    // A statement is described in two messages: its parameters, and then its rows or that there are none.
    if (type !== 't') this.#questions.shift();
  }

  #ready(bytes: Buffer, question: Question): void {
    if (transactionStatus(bytes) === 'I') this.#names.transactionEnded();
    statementOf(question)?.end('done');
    this.#copying = null;
    this.#questions.shift();
    if (this.#expectsTooMuch && this.#questions.isEmpty) {
      this.#expectsTooMuch = false;
      this.#expectedNames = new StatementNames(this.#names);
    }
  }

  #failed(bytes: Buffer): Buffer {
    const fields = errorFields(bytes);
    const severity = fields.get('V') ?? fields.get('S');
    const isFatal = severity === 'FATAL' || severity === 'PANIC';
    this.#hasSaidGoodbye ||= isFatal;
    const question = this.#questions.next();
    if (!question) {
      // A server that shuts down says so unasked; anything else would be the answer to something.
      if (isFatal) return bytes;
      throw new ProtocolViolation('reported an error that belongs to nothing');
    }
    const statement = statementOf(question);
    const refusal = statement?.refusal ?? null;
    statement?.failed(refusal === null ? sqlStateOf(fields) : '42501');
    if (isFatal) return bytes;
    this.#expectsTooMuch = true;
    this.#copying = null;
    if (question.kind === 'execute') {
      question.statement.stemsFrom(this.#names.behind(question.portal)?.sequence ?? null);
    }
    if (!endsByReady(question)) this.#skip();
    return refusal === null ? bytes : refusedAnswer(refusal);
  }

  /** One that has failed ends as failed; those after it are passed over. */
  #skip(): void {
    for (const question of this.#questions.upToSync()) statementOf(question)?.end('skipped');
    this.#isSkipping = this.#questions.isEmpty;
  }

  #over(statement: RunningStatement, outcome: 'done' | 'suspended'): void {
    this.#questions.shift();
    statement.end(outcome);
  }
}

function refusedAnswer(message: string): Buffer {
  return errorResponse({ severity: 'ERROR', sqlState: '42501', message });
}
