/**
 * The few places where the gateway reaches into ssh2 1.17, which is pinned exactly. What is asked for here is not in
 * its public interface; what is sent to slow readers, told after the end of output, or held while keys change, is tested
 * in `test/gateway/`, and fails where a new version has moved it.
 */

import type { Channel, ServerChannel } from 'ssh2';

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
