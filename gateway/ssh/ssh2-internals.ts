/**
 * The few places where the gateway reaches into ssh2 1.17, which is pinned exactly. What is asked for here is not in
 * its public interface; what is sent to slow readers, told after the end of output, or held while keys change, is tested
 * in `test/gateway/`, and fails where a new version has moved it.
 */

import type { Duplex } from 'node:stream';
import type { Channel, Client, Connection, ServerChannel } from 'ssh2';

interface ProtocolInternals {
  /** Packets that wait for the end of a key exchange; undefined while there is none. */
  readonly _queue?: readonly unknown[];
  exitStatus(channel: number, code: number): void;
  exitSignal(channel: number, name: string, coreDumped: boolean, text: string): void;
}

interface ChannelInternals {
  readonly outgoing: { readonly id: number; readonly state: string };
  readonly _client: { readonly _protocol: ProtocolInternals };
  _chunk: unknown;
  _chunkcb: unknown;
  _chunkErr: unknown;
  _chunkcbErr: unknown;
}

interface ServerInternals {
  readonly _chanMgr: { add(opened: (error: Error | undefined, channel: Channel) => void): number };
  readonly _protocol: { openssh_authAgent(id: number, window: number, packet: number): void };
}

const AGENT_CHANNEL = 'auth-agent@openssh.com';
/** What ssh2 itself gives to channels that its server opens: it counts on that. */
const AGENT_WINDOW = 2 * 1024 * 1024;
const AGENT_PACKET = 32 * 1024;

/** How many packets wait because the two sides are about to change keys; 0 where they are not. */
export function packetsWaitingForKeys(connection: object): number {
  const { _protocol } = connection as { _protocol?: ProtocolInternals };
  return _protocol?._queue?.length ?? 0;
}

export function isChangingKeys(connection: object): boolean {
  const { _protocol } = connection as { _protocol?: ProtocolInternals };
  return _protocol?._queue !== undefined;
}

/**
 * To be called when a write has been taken. ssh2 keeps a piece that once had to wait for the window, and sends it again
 * when the other stream of the channel has to wait: output would come twice.
 */
export function forgetSentPiece(channel: Channel): void {
  const internals = channel as unknown as ChannelInternals;
  internals._chunk = undefined;
  internals._chunkcb = undefined;
  internals._chunkErr = undefined;
  internals._chunkcbErr = undefined;
}

/** Says how the program ended, also after the end of its output has been told: `exit` of ssh2 is silent then. */
export function tellExit(channel: ServerChannel, exit: { code: number | null; signal: string | null }): void {
  const { outgoing, _client } = channel as unknown as ChannelInternals;
  if (outgoing.state !== 'open' && outgoing.state !== 'eof') return;
  if (exit.signal !== null) {
    try {
      _client._protocol.exitSignal(outgoing.id, exit.signal, false, '');
      return;
    } catch {
      // A name that ssh2 does not know; a number is all that is left.
    }
  }
  _client._protocol.exitStatus(outgoing.id, exit.code ?? 255);
}

/** Has programs at the target ask that agent, once a channel was opened with `agentForward`: ssh2 would log in by it if it were named before. */
export function offerAgent(client: Client, open: () => Promise<Duplex>): void {
  const getStream = (done: (error: Error | undefined, stream?: Duplex) => void) => {
    open()
      .then((stream) => done(undefined, stream))
      // The target is answered that there is none; where it has gone, there is nobody to answer.
      .catch((error: Error) => done(error));
  };
  Object.assign(client, { _agent: { getStream } });
}

/** Opens a channel to the agent of an SSH client, which has offered it. Rejects where the client wants none. */
export function openAgentChannel(connection: Connection): Promise<Channel> {
  const { _chanMgr, _protocol } = connection as unknown as ServerInternals;
  return new Promise((resolve, reject) => {
    const opened = (error: Error | undefined, channel: Channel) => (error ? reject(error) : resolve(channel));
    const id = _chanMgr.add(Object.assign(opened, { type: AGENT_CHANNEL }));
    if (id === -1) reject(new Error('no channel is free'));
    else _protocol.openssh_authAgent(id, AGENT_WINDOW, AGENT_PACKET);
  });
}
