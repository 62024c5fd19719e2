/** The door of the PostgreSQL proxy: the session's id as user and its launch token as password open it. */

import type { SessionEndReason } from '../../domain/connect-session.ts';
import { printable } from '../../domain/printable.ts';
import type { Secret } from '../../domain/secret.ts';
import type { PostgresAdmission, PostgresDoor, PostgresEndCause, PostgresOrigin } from '../postgres/contract.ts';
import type { StatementJournal, StatementResult, StatementRules, StatementSent } from '../postgres/statements.ts';
import { StatementRecorder } from '../recording/statement-recorder.ts';
import type { HeldSession } from './held-session.ts';
import type { HeldSessions } from './held-sessions.ts';
import { StatementScreen } from './statement-screen.ts';
import { endpointOf } from './target-login.ts';

const NO_TERMINAL = { cols: 120, rows: 40, term: null };
const MINUTE_MS = 60_000;
const STANDARD_DATABASE = 'postgres';
const MAX_CLIENT_NAME = 64;
const NO_CALLS =
  'a moderator cannot see what a function call by number does (large objects are read and written so): call the function in a statement';

export function postgresDoor(sessions: HeldSessions): PostgresDoor {
  return {
    async admit(sessionId: string, token: Secret, { address, applicationName }: PostgresOrigin) {
      const client = {
        address,
        version: applicationName === null ? null : printable(applicationName, MAX_CLIENT_NAME),
      };
      const launch = { sessionId, token, protocol: 'postgres', mode: 'native_client', client } as const;
      const held = await sessions.launch(launch, NO_TERMINAL, 'sql');
      return held && admissionTo(held);
    },
  };
}

function admissionTo(held: HeldSession): PostgresAdmission {
  const { resource, platform, terms } = held.launched;
  const { database } = platform.settings;
  const screen = new StatementScreen();
  return {
    target: {
      endpoint: endpointOf(held),
      username: resource.username,
      connectTimeoutMs: platform.timeouts.connect_ms,
      password: () => held.secret(),
    },
    databases: { standard: typeof database === 'string' ? database : STANDARD_DATABASE, allowed: null },
    idleMs: terms.idle_minutes * MINUTE_MS,
    recorder: shownOn(screen, journalOf(held)),
    rules: rulesOf(held),
    ready: () => held.moderation.whenThere(),
    isAsking: () => held.moderation.desk.isAsking,
    connected: () => held.begin('over PostgreSQL'),
    attach(control) {
      held.attach({
        end: (reason) => control.end(reason),
        suspend: (line) => {
          control.suspend();
          control.say(line);
        },
        resume: (line) => {
          control.resume();
          control.say(line);
        },
        say: (line) => control.say(line),
        watch: () => screen.watch(),
      });
      void control.closed.then(({ cause, text, failure, error }) => {
        screen.end();
        if (error !== undefined) held.fault('A session over PostgreSQL could not go on', error);
        return held.finish({ reason: REASONS[cause], text, failure });
      });
    },
  };
}

function rulesOf({ guard, launched }: HeldSession): StatementRules | null {
  const isModerated = launched.terms.moderation !== null;
  if (guard === null && !isModerated) return null;
  return {
    judge: (text, kind, masked) => {
      // All that could be shown of it is a number.
      if (isModerated && kind === 'function_call') return { action: 'block', words: NO_CALLS };
      return guard?.decide(text, masked) ?? { action: 'allow' };
    },
  };
}

/** The same journal, read by those who look on as well. */
function shownOn(screen: StatementScreen, journal: StatementJournal): StatementJournal {
  return {
    async sent(statement) {
      await journal.sent(statement);
      screen.sent(statement.sequence, inWords(statement));
    },
    answered(result) {
      journal.answered(result);
      const { tag, error } = outcomeOf(result);
      screen.answered(result.sequence, error === null ? tag : `${error.message} (${error.code})`);
    },
  };
}

function inWords({ kind, text, verdict }: StatementSent): string {
  const blocked = verdict.action === 'block' ? ' -- blocked' : '';
  return `${text ?? `(${kind} of what is not known)`}${blocked}`;
}

function journalOf(held: HeldSession): StatementJournal {
  const { recording } = held;
  if (recording === null) return { sent: () => Promise.resolve(), answered: () => undefined };
  const { writer } = recording;
  const recorder = new StatementRecorder(writer);
  /** Numbers in the recording, of statements that wait for an answer. */
  const numbers = new Map<number, number>();
  return {
    async sent(statement) {
      const { number } = recorder.begin(inWords(statement));
      numbers.set(statement.sequence, number);
      await writer.stored();
    },
    answered(result) {
      const number = numbers.get(result.sequence);
      numbers.delete(result.sequence);
      if (number !== undefined) recorder.end(number, outcomeOf(result));
    },
  };
}

function outcomeOf({ outcome, tags, sqlState, durationMs }: StatementResult) {
  const error = sqlState === null ? null : { code: sqlState, message: outcome };
  return { tag: tags.length === 0 ? outcome : tags.join('; '), error, durationMs };
}

const REASONS: Readonly<Record<PostgresEndCause, SessionEndReason>> = {
  left: 'closed',
  ended: 'terminated',
  idle: 'idle',
  refused: 'refused',
  unreachable: 'target_failed',
  secret_withheld: 'secret_withheld',
  target_closed: 'target_closed',
  recording_failed: 'not_recorded',
  client_violation: 'violation',
  target_violation: 'violation',
  fault: 'fault',
};
