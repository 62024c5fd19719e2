/** An SSH client at one of two ends: at the target itself, or at a gateway with a session's token. */

import ssh2, { type ClientChannel } from 'ssh2';

export interface Place {
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** Logged in; whoever has it ends it. */
export function connected({ port, username, password }: Place): Promise<ssh2.Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.once('ready', () => {
      // Or every key would wait for an acknowledgement of the one before.
      client.setNoDelay(true);
      resolve(client);
    });
    client.once('error', reject);
    client.connect({
      host: '127.0.0.1',
      port,
      username,
      password,
      readyTimeout: 60_000,
      // Nothing is proven here: both ends are ours, on this machine.
      hostVerifier: () => true,
      algorithms: { cipher: ['aes128-gcm@openssh.com'] },
    });
  });
}

export function started(client: ssh2.Client, command: string, pty = false): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, { pty }, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

/** Runs `command` and reads all that it prints. @returns how many bytes. */
export async function read(client: ssh2.Client, command: string): Promise<number> {
  const channel = await started(client, command);
  let bytes = 0;
  for await (const chunk of channel) bytes += (chunk as Buffer).length;
  return bytes;
}

/** One byte there and back through a terminal, `times` times. @returns how long each took, ascending, in ms. */
export async function echo(client: ssh2.Client, times: number): Promise<number[]> {
  // A server of OpenSSH answers keys at once in a terminal alone.
  const channel = await started(client, 'stty raw -echo; echo ready; cat', true);
  await new Promise<void>((resolve) => channel.once('data', () => resolve()));
  const latencies: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const began = performance.now();
    const back = new Promise<void>((resolve) => channel.once('data', () => resolve()));
    channel.write('x');
    await back;
    latencies.push(performance.now() - began);
  }
  channel.end();
  return latencies.toSorted((a, b) => a - b);
}
