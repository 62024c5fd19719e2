/** The door of the PostgreSQL proxy: the session's id as user and its launch token as password open it. */

import type { SessionEndReason } from '../../domain/connect-session.ts';
import { printable } from '../../domain/printable.ts';
import type { Secret } from '../../domain/secret.ts';
import type { PostgresAdmission, PostgresDoor, PostgresEndCause, PostgresOrigin } from '../postgres/contract.ts';
import type { StatementJournal, StatementResult } from '../postgres/statements.ts';
import { StatementRecorder } from '../recording/statement-recorder.ts';
import type { HeldSession } from './held-session.ts';
import type { HeldSessions } from './held-sessions.ts';
import { endpointOf } from './target-login.ts';

const NO_TERMINAL = { cols: 120, rows: 40, term: null };
const MINUTE_MS = 60_000;
const STANDARD_DATABASE = 'postgres';
const MAX_CLIENT_NAME = 64;

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
  return {
    target: {
      endpoint: endpointOf(held),
      username: resource.username,
      connectTimeoutMs: platform.timeouts.connect_ms,
      password: () => held.secret(),
    },
    databases: { standard: typeof database === 'string' ? database : STANDARD_DATABASE, allowed: null },
    idleMs: terms.idle_minutes * MINUTE_MS,
    recorder: journalOf(held),
    rules: held.guard && { judge: (text) => held.guard?.judge(text) ?? { action: 'allow' } },
    connected: () => held.begin('over PostgreSQL'),
    attach(control) {
      held.attach({
        ...SHOWS_NOTHING,
        end: (reason) => control.end(reason),
        suspend: () => control.suspend(),
        resume: () => control.resume(),
      });
      void control.closed.then(({ cause, text, failure, error }) => {
        if (error !== undefined) held.fault('A session over PostgreSQL could not go on', error);
        return held.finish({ reason: REASONS[cause], text, failure });
      });
    },
  };
}

/** What such a session does not have. */
const SHOWS_NOTHING = { watch: () => null, say: () => undefined };

function journalOf(held: HeldSession): StatementJournal {
  const { recording } = held;
  if (recording === null) return { sent: () => Promise.resolve(), answered: () => undefined };
  const { writer } = recording;
  const recorder = new StatementRecorder(writer);
  /** Numbers in the recording, of statements that wait for an answer. */
  const numbers = new Map<number, number>();
  return {
    async sent({ sequence, kind, text, verdict }) {
      const blocked = verdict.action === 'block' ? ' -- blocked' : '';
      const { number } = recorder.begin(`${text ?? `(${kind} of what is not known)`}${blocked}`);
      numbers.set(sequence, number);
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
