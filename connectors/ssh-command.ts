/** Runs one command over SSH with input, and says how it ended. */

import type { Client, ClientChannel } from 'ssh2';
import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import type { Endpoint } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { isDrop } from './ssh-failure.ts';

export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Environment of every command: parsable messages, and the places of administrators' programs. Works in any shell. */
export const COMMAND_ENVIRONMENT = 'env LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin';

const MAX_OUTPUT_CHARACTERS = 64 * 1024;

/**
 * `stdin` is sent in one piece and closed. A channel that ends without an exit code, or an endless answer, is a failure of
 * effect `lost`, unless nothing had been sent. `maxCharacters` bounds output and errors, each.
 */
export function runCommand(
  client: Client,
  command: string,
  stdin: string,
  lost: Effect,
  endpoint: Endpoint,
  maxCharacters = MAX_OUTPUT_CHARACTERS,
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
        const text = `${place(endpoint)} answered with more than ${maxCharacters} characters`;
        reject(new TargetFailure('protocol_error', text, sent ? lost : 'none'));
      };
      const stdout = collect(channel, maxCharacters, tooLong);
      const stderr = collect(channel.stderr, maxCharacters, tooLong);
      channel.once('close', (exitCode: unknown) => {
        if (typeof exitCode === 'number') resolve({ exitCode, stdout: stdout(), stderr: stderr() });
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
  stream.setEncoding('utf8');
  stream.on('data', (more: string) => {
    if (text.length + more.length <= most) text += more;
    else tooLong();
  });
  return () => text;
}
