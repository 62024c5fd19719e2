/** The connection to a target for one session: logged in with the injected credential, its host key pinned. */

import type { Duplex } from 'node:stream';
import type { Algorithms, Client, ClientChannel, PseudoTtyOptions } from 'ssh2';
import type { Login } from '../../connectors/contract.ts';
import { place } from '../../connectors/endpoint-failure.ts';
import { brokenFailure } from '../../connectors/ssh-failure.ts';
import { logInToSsh, type SshDial } from '../../connectors/ssh-login.ts';
import { withinLimit } from '../../connectors/time-limit.ts';
import { TargetFailure } from '../../domain/target-failure.ts';
import type { Destination, Pty } from './door.ts';
import { Pressure } from './pressure.ts';
import { offerAgent } from './ssh2-internals.ts';
import { UpstreamChannel } from './upstream-channel.ts';

export interface UpstreamOptions extends Omit<SshDial, 'algorithms' | 'keepaliveMs'> {
  readonly login: Login;
  /** For the target to open a channel and begin what is asked for. */
  readonly channelTimeoutMs: number;
}

export type UpstreamRequest =
  | {
      readonly kind: 'shell';
      readonly pty: Pty | null;
      readonly env: Readonly<Record<string, string>>;
      readonly agent?: boolean;
    }
  | {
      readonly kind: 'exec';
      readonly command: string;
      readonly pty: Pty | null;
      readonly env: Readonly<Record<string, string>>;
      /** Whether programs may ask the agent that was offered. */
      readonly agent?: boolean;
    }
  | { readonly kind: 'subsystem'; readonly name: string }
  | { readonly kind: 'forward'; readonly to: Destination };

export interface Upstream {
  /** @throws TargetFailure */
  open(request: UpstreamRequest): Promise<UpstreamChannel>;
  /** What programs in channels with `agent` ask of an agent, from now on; `open` is called for each that asks. */
  offerAgent(open: () => Promise<Duplex>): void;
  /** Resolves when the connection is gone; says whether the target flooded us. */
  readonly closed: Promise<'left' | 'misbehaved'>;
  close(): void;
}

/** AES-GCM takes about half the CPU of ChaCha20 where the processor knows AES; counter mode is for old servers. */
export const ALGORITHMS: Algorithms = {
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'] as NonNullable<
    Algorithms['cipher']
  >,
};

const KEEPALIVE_MS = 15_000;

/** For the target to close a connection that is broken. */
const BROKEN_MS = 1_000;

/** @throws TargetFailure; its text holds no secret, and nothing is left open then. */
export async function connectUpstream(options: UpstreamOptions): Promise<Upstream> {
  const { login, ...dial } = options;
  const { client, socket, close } = await logInToSsh(
    { ...dial, algorithms: ALGORITHMS, keepaliveMs: KEEPALIVE_MS },
    login,
  );
  // ssh2 asks the far end to close what is broken; one that means harm does not.
  client.on('error', () => setTimeout(() => socket.destroy(), BROKEN_MS).unref());
  let isFlooding = false;
  const pressure = new Pressure(socket, client, () => {
    isFlooding = true;
    socket.destroy();
  });
  const closed = new Promise<'left' | 'misbehaved'>((resolve) => {
    client.once('close', () => resolve(isFlooding ? 'misbehaved' : 'left'));
    if (socket.destroyed) resolve('left');
  });
  const dropped = closed.then((): never => {
    throw brokenFailure(new Error('closed'), options.endpoint, 'unknown');
  });
  // Where nothing is being opened, nobody needs to know.
  dropped.catch(() => undefined);
  return {
    closed,
    close,
    offerAgent: (open) => offerAgent(client, open),
    open: (request) => {
      const opening = openChannel(request, options, client, pressure);
      // One that comes after its time is nobody's any more.
      const late = () => opening.then((channel) => channel.close()).catch(() => undefined);
      return withinLimit(Promise.race([opening, dropped]), {
        limitMs: options.channelTimeoutMs,
        failure: () =>
          new TargetFailure(
            'timeout',
            `${place(options.endpoint)}: opening a channel took more than ${options.channelTimeoutMs} ms`,
          ),
      }).catch((error: unknown) => {
        late();
        throw error;
      });
    },
  };
}

function openChannel(
  request: UpstreamRequest,
  { endpoint }: Pick<UpstreamOptions, 'endpoint'>,
  client: Client,
  pressure: Pressure,
): Promise<UpstreamChannel> {
  return new Promise((resolve, reject) => {
    const onChannel = (error: Error | undefined, channel: ClientChannel) => {
      if (error?.message === NO_AGENT && 'agent' in request && request.agent) {
        // A target that forwards no agent lets its accounts work without one.
        resolve(openChannel({ ...request, agent: false }, { endpoint }, client, pressure));
        return;
      }
      if (error) {
        const text = `${place(endpoint)} does not let this account ${WORDS[request.kind]}`;
        reject(new TargetFailure(request.kind === 'subsystem' ? 'not_supported' : 'access_denied', text));
        return;
      }
      // At once: the program may have ended in the same packet.
      resolve(new UpstreamChannel(channel, pressure));
    };
    try {
      if (request.kind === 'forward') client.forwardOut('127.0.0.1', 0, request.to.host, request.to.port, onChannel);
      else if (request.kind === 'subsystem') client.subsys(request.name, onChannel);
      else if (request.kind === 'shell') client.shell(ptyOptions(request.pty), optionsOf(request), onChannel);
      else client.exec(request.command, { ...optionsOf(request), pty: ptyOptions(request.pty) }, onChannel);
    } catch {
      // The connection went before, and the client knows it.
      reject(brokenFailure(new Error('closed'), endpoint, 'none'));
    }
  });
}

/** What ssh2 says where the target refuses it. */
const NO_AGENT = 'Unable to request agent forwarding';

/** What becomes of the agent is left out of the types of ssh2. */
function optionsOf({ env, agent = false }: Extract<UpstreamRequest, { readonly kind: 'shell' | 'exec' }>) {
  return { env, agentForward: agent };
}

const WORDS = {
  shell: 'open a shell',
  exec: 'run commands',
  subsystem: 'move files by SFTP',
  forward: 'connect to there',
} as const;

function ptyOptions(pty: Pty | null): PseudoTtyOptions | false {
  return pty === null ? false : { term: pty.term, cols: pty.cols, rows: pty.rows, width: 0, height: 0 };
}
