/** A real ssh-agent with one key. */

import { execFile, spawn } from 'node:child_process';
import { access, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { until } from './until.ts';

const run = promisify(execFile);

/** For a shell at a target: signs with the key that the agent has, and shows the signature. */
export const SIGN_BY_AGENT =
  'KEY=$(mktemp); ssh-add -L > $KEY; echo text | ssh-keygen -q -Y sign -n test -f $KEY; rm $KEY';

export interface RunningAgent {
  readonly socket: string;
  readonly fingerprint: string;
}

/** In a directory of its own below `directory`. */
export async function startAgent(test: TestContext, directory: string): Promise<RunningAgent> {
  const own = await mkdtemp(join(directory, 'agent-'));
  const [socket, key] = [join(own, 'socket'), join(own, 'key')];
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  test.after(() => void agent.kill());
  await until('the agent', () =>
    access(socket).then(
      () => true,
      () => undefined,
    ),
  );
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  await run('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  const { stdout } = await run('ssh-keygen', ['-l', '-f', `${key}.pub`]);
  return { socket, fingerprint: stdout.split(' ')[1] ?? '' };
}
