/** A channel that an SSH client opens: what it sets up, and the one thing that it then starts. */

import type { ServerChannel, Session } from 'ssh2';
import type { ChannelStart, Destination, Pty } from './door.ts';
import type { LiveSession } from './live-session.ts';
import { SshPersonEnd } from './person-end.ts';
import type { Pressure } from './pressure.ts';
import { type ScpCommand, scpCommand } from './transfers/scp-command.ts';
import type { UpstreamRequest } from './upstream.ts';
import type { UpstreamChannel } from './upstream-channel.ts';

/** Language and colours; everything else may change what programs do. */
const PASSED_VARIABLES = /^(LANG|LC_[A-Z]{2,20}|COLORTERM)$/;
const PASSED_VALUE = /^[\w.@:+-]{0,100}$/;

const MAX_SIDE = 1_000;
const MAX_COMMAND_CHARACTERS = 16 * 1024;

export function serveChannel(ssh: Session, live: LiveSession, pressure: Pressure): void {
  const env: Record<string, string> = {};
  const sizeListeners: ((cols: number, rows: number) => void)[] = [];
  let pty: Pty | null = null;
  /** The terminal as the target was asked for it. */
  let asked: Pty | null = null;
  let target: UpstreamChannel | undefined;
  let isGone = false;
  let hasBegun = false;
  let hasAgent = false;

  const run = (start: ChannelStart, accept: () => ServerChannel | undefined, scp: ScpCommand | null = null) => {
    hasBegun = true;
    // At once: clients send before they hear of it, and ssh2 would drop that.
    const channel = accept();
    if (channel === undefined) return;
    const person = new SshPersonEnd(channel, pressure, 'pty' in start && start.pty !== null ? 'terminal' : 'stderr');
    ssh.once('close', () => {
      isGone = true;
      person.shut(null);
      target?.close();
    });
    live.run({
      person,
      start,
      scp,
      request: () => {
        asked = pty;
        return requestFor(start, { pty, env, agent: hasAgent });
      },
      opened: (opened) => {
        target = opened;
        if (isGone) opened.close();
        // It takes its time to open one, and sizes that came meanwhile had nowhere to go.
        else if (pty && pty !== asked) opened.resize(pty);
      },
      onResize: (listener) => {
        sizeListeners.push(listener);
        if (pty && 'pty' in start && pty !== start.pty) listener(pty.cols, pty.rows);
      },
    });
  };

  ssh.on('pty', (accept, reject, { term, cols, rows }) => {
    // What runs was allowed and is recorded as it was asked for: nothing of that changes later.
    if (hasBegun) return answer(reject);
    pty = { term: termOf(term), ...sizeOf({ cols, rows }, STANDARD_SIZE) };
    answer(accept);
  });
  ssh.on('window-change', (accept, _reject, { cols, rows }) => {
    const size = pty && sizeOf({ cols, rows }, pty);
    if (pty && size && (pty.cols !== size.cols || pty.rows !== size.rows)) {
      pty = { ...pty, ...size };
      target?.resize(pty);
      for (const listener of sizeListeners) listener(pty.cols, pty.rows);
    }
    answer(accept);
  });
  ssh.on('env', (accept, reject, { key, val }) => {
    if (hasBegun) return answer(reject);
    if (PASSED_VARIABLES.test(key) && PASSED_VALUE.test(val) && Object.keys(env).length < 20) env[key] = val;
    answer(accept);
  });
  ssh.on('signal', (accept, _reject, { name }) => {
    if (!live.isSuspended) target?.signal(name);
    answer(accept);
  });
  ssh.on('auth-agent', (accept, reject) => {
    if (hasBegun || !live.allowsAgent()) return answer(reject);
    hasAgent = true;
    answer(accept);
  });
  ssh.on('x11', (_accept, reject) => {
    live.refuse({ kind: 'x11_forward', detail: '' });
    answer(reject);
  });
  ssh.on('shell', (accept) => run({ kind: 'shell', pty }, accept));
  ssh.on('exec', (accept, reject, { command }) => {
    if (command.length > MAX_COMMAND_CHARACTERS) return answer(reject);
    // A terminal would spoil the protocol of scp, so with one it is a command like others.
    const scp = pty === null ? scpCommand(command) : null;
    run(scp ? { kind: 'scp', command, direction: scp.direction } : { kind: 'exec', command, pty }, accept, scp);
  });
  ssh.on('subsystem', (accept, reject, { name }) => {
    if (name === 'sftp') return run({ kind: 'sftp' }, accept);
    live.refuse({ kind: 'subsystem', detail: name });
    answer(reject);
  });
}

/** A connection that the client wants the target to make; it was asked whether it may. */
export function serveForward(channel: ServerChannel, to: Destination, live: LiveSession, pressure: Pressure): void {
  const person = new SshPersonEnd(channel, pressure, 'none');
  let target: UpstreamChannel | undefined;
  let isGone = false;
  channel.once('close', () => {
    isGone = true;
    person.shut(null);
    target?.close();
  });
  live.run({
    person,
    start: { kind: 'forward', to },
    scp: null,
    request: () => ({ kind: 'forward', to }),
    opened: (opened) => {
      target = opened;
      if (isGone) opened.close();
    },
    onResize: () => undefined,
  });
}

/** ssh2 gives none where the client wants no answer, and its types do not say so. */
function answer(reply: (() => void) | undefined): void {
  reply?.();
}

interface SetUp {
  readonly pty: Pty | null;
  readonly env: Readonly<Record<string, string>>;
  readonly agent: boolean;
}

function requestFor(start: ChannelStart, { pty, env, agent }: SetUp): UpstreamRequest {
  switch (start.kind) {
    case 'shell':
      return { kind: 'shell', pty, env, agent };
    case 'exec':
      return { kind: 'exec', command: start.command, pty, env, agent };
    case 'scp':
      return { kind: 'exec', command: start.command, pty: null, env };
    case 'sftp':
      return { kind: 'subsystem', name: 'sftp' };
    case 'forward':
      return { kind: 'forward', to: start.to };
  }
}

/** ssh2 counts characters where it sends bytes: a name of others would break the packet. */
function termOf(term: string): string {
  return /^[\w.+-]{1,64}$/.test(term) ? term : 'xterm';
}

type Size = Pick<Pty, 'cols' | 'rows'>;

const STANDARD_SIZE: Size = { cols: 80, rows: 24 };

/** A client that has no terminal says 0, which means nothing (RFC 4254, 6.2): then it is as it was. */
function sizeOf({ cols, rows }: Size, otherwise: Size): Size {
  return { cols: Math.min(cols || otherwise.cols, MAX_SIDE), rows: Math.min(rows || otherwise.rows, MAX_SIDE) };
}
