/** Runs one command over SSH with input, and says how it ended. */

import type { Client, ClientChannel } from 'ssh2';
import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import type { Endpoint } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { isDrop } from './ssh-failure.ts';

export interface CommandOutcome {
  /** -1 where the answer was cut off. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** There was more than was wanted; the command was left. */
  readonly isCut: boolean;
}

/** What an answer may come to, in characters of output and of errors, each. */
export interface AnswerBound {
  readonly maxCharacters: number;
  /** What becomes of a longer one: a failure, or what has come of it by then; of errors, their end. */
  readonly whenLonger: 'fail' | 'cut';
}

/** Environment of every command: parsable messages, and the places of administrators' programs. Works in any shell. */
export const COMMAND_ENVIRONMENT = 'env LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin';

const BOUND: AnswerBound = { maxCharacters: 64 * 1024, whenLonger: 'fail' };

/**
 * `stdin` is sent in one piece and closed. A channel that ends without an exit code, or an endless answer, is a failure of
 * effect `lost`, unless nothing had been sent or `bound` says that it is cut.
 */
export function runCommand(
  client: Client,
  command: string,
  stdin: string,
  lost: Effect,
  endpoint: Endpoint,
  { maxCharacters, whenLonger }: AnswerBound = BOUND,
): Promise<CommandOutcome> {
  let onClose = (): void => undefined;
  const outcome = new Promise<CommandOutcome>((resolve, reject) => {
    let sent = false;
    const cut = () => {
      const when = sent ? 'before it said how the command ended' : 'before the command had its input';
      return new TargetFailure(
        'unreachable',
        `${place(endpoint)} dropped the connection ${when}`,
        sent ? lost : 'none',
      );
    };
    onClose = () => reject(cut());
    client.once('close', onClose);
    const onChannel = (error: Error | undefined, channel: ClientChannel) => {
      if (error) {
        if (isDrop(error)) reject(cut());
        else reject(new TargetFailure('access_denied', `${place(endpoint)} does not let this account run commands`));
        return;
      }
      const tooLong = () => {
        if (whenLonger === 'cut') {
          resolve({ exitCode: -1, stdout: stdout(), stderr: stderr(), isCut: true });
          channel.close();
          return;
        }
        const text = `${place(endpoint)} answered with more than ${maxCharacters} characters`;
        reject(new TargetFailure('protocol_error', text, sent ? lost : 'none'));
      };
      const stdout = collect(channel, maxCharacters, tooLong);
      const stderr =
        whenLonger === 'cut'
          ? collectEnd(channel.stderr, BOUND.maxCharacters)
          : collect(channel.stderr, maxCharacters, tooLong);
      channel.once('close', (exitCode: unknown) => {
        if (typeof exitCode === 'number') resolve({ exitCode, stdout: stdout(), stderr: stderr(), isCut: false });
        else reject(cut());
      });
      channel.on('error', () => reject(cut()));
      sent = true;
      channel.end(stdin);
    };
    try {
      client.exec(command, onChannel);
    } catch {
      // The connection went before this command, and the client knows it.
      reject(cut());
    }
  });
  // The connection may be kept for more commands.
  return outcome.finally(() => client.off('close', onClose));
}

function collect(stream: ClientChannel | ClientChannel['stderr'], most: number, tooLong: () => void): () => string {
  let text = '';
  let isFull = false;
  stream.setEncoding('utf8');
  stream.on('data', (more: string) => {
    if (isFull) return;
    isFull = text.length + more.length > most;
    if (isFull) tooLong();
    else text += more;
  });
  return () => text;
}

function collectEnd(stream: ClientChannel['stderr'], most: number): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (more: string) => {
    text = (text + more).slice(-most);
  });
  return () => text;
}
