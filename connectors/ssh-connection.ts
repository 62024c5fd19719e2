/** An SSH connection with a pinned host key: for one call, or kept for many commands. */

import type { Client, SFTPWrapper } from 'ssh2';
import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import type { Login, TargetContext } from './contract.ts';
import { type AnswerBound, type CommandOutcome, runCommand } from './ssh-command.ts';
import { brokenFailure, noSftp, slow } from './ssh-failure.ts';
import { type LoggedInSsh, logInToSsh } from './ssh-login.ts';
import { abortedFailure, stopIfAborted, withinLimit } from './time-limit.ts';

interface RunOptions {
  readonly stdin?: string;
  readonly lost?: Effect;
  readonly bound?: AnswerBound;
}

export interface SshSession {
  /**
   * Runs a fixed command. `lost` is what is known of the target once `stdin` has been sent and no exit
   * code has come; a command of effect `unknown` is not given up half-way. Without `bound` an answer of more than 64 Ki
   * characters is a failure.
   */
  run(command: string, options?: RunOptions): Promise<CommandOutcome>;
  sftp(): Promise<SFTPWrapper>;
  /** Bounds a step of an SFTP conversation; `lost` as above. */
  step<T>(work: Promise<T>, lost?: Effect): Promise<T>;
}

/** Logged in. Whoever has it closes it. */
export interface SshConnection {
  /** False for good once the server has gone, or has left a step without an answer. */
  readonly isOpen: boolean;
  /** The operation limit of the target holds for all that one session does, from now on; one at a time. */
  session(): SshSession;
  close(): void;
}

/**
 * Logs in, hands a session to `work` and closes the connection.
 * @throws TargetFailure
 */
export async function withSsh<T>(
  target: TargetContext,
  login: Login,
  work: (session: SshSession) => Promise<T>,
): Promise<T> {
  const connection = await connectSsh(target, login);
  try {
    return await work(connection.session());
  } finally {
    connection.close();
  }
}

/** @throws TargetFailure `none`; nothing is left open then. */
export async function connectSsh(target: TargetContext, login: Login): Promise<SshConnection> {
  return connectionOver(await logInToSsh(target, login), target);
}

function connectionOver({ client, socket, close }: LoggedInSsh, target: TargetContext): SshConnection {
  let isOpen = true;
  // ssh2 leaves some requests without an answer when the connection goes; nothing waits for those.
  const dropped = new Promise<never>((_, reject) => {
    client.once('close', () => {
      isOpen = false;
      reject(new Error('closed'));
    });
  });
  // Where no step is under way, nobody needs to know.
  dropped.catch(() => undefined);
  return {
    get isOpen() {
      return isOpen && socket.writable;
    },
    session: () =>
      sessionOver(client, target, dropped, () => {
        isOpen = false;
      }),
    close,
  };
}

/** `onFailure` hears of every step that came to no end of its own. */
function sessionOver(
  client: Client,
  target: TargetContext,
  dropped: Promise<never>,
  onFailure: () => void,
): SshSession {
  const until = performance.now() + target.operationTimeoutMs;
  const bounded = async <T>(work: Promise<T>, lost: Effect, isAnswer = (_: unknown) => false): Promise<T> => {
    try {
      return await withinLimit(work, {
        limitMs: Math.max(until - performance.now(), 0),
        ...(lost === 'none' ? { signal: target.signal } : {}),
        failure: (why) =>
          why === 'aborted' ? abortedFailure() : slow(target, 'answering', target.operationTimeoutMs, { lost }),
      });
    } catch (error) {
      if (!isAnswer(error)) onFailure();
      if (error instanceof TargetFailure) throw error;
      throw brokenFailure(error, target.endpoint, lost);
    }
  };
  const step = <T>(work: Promise<T>, lost: Effect = 'none') => {
    let refusal: unknown;
    const answered = work.catch((error: unknown) => {
      refusal = error;
      throw error;
    });
    // What the server itself has said no to has come to its end.
    const isAnswer = (error: unknown) => error instanceof TargetFailure && error === refusal;
    return bounded(Promise.race([answered, dropped]), lost, isAnswer);
  };
  return {
    step,
    run: (command, { stdin = '', lost = 'none', bound } = {}) => {
      if (lost !== 'none') stopIfAborted(target.signal);
      return bounded(runCommand(client, command, stdin, lost, target.endpoint, bound), lost);
    },
    sftp: () =>
      step(
        new Promise<SFTPWrapper>((resolve, reject) => {
          client.sftp((error, sftp) => {
            if (error) return reject(noSftp(error, target.endpoint));
            // What breaks the conversation also fails the request under way, and is reported there.
            sftp.on('error', () => undefined);
            resolve(sftp);
          });
        }),
      ),
  };
}
