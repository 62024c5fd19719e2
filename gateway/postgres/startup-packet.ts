/** What a connection may begin with: messages without a type (PostgreSQL manual, 54.7 and 54.2.1). */

import { ProtocolViolation } from './protocol-violation.ts';

export type StartupPacket = Startup | CancelRequest | { readonly kind: 'tls' } | { readonly kind: 'gss' };

export interface Startup {
  readonly kind: 'startup';
  /** Of version 3. */
  readonly minorVersion: number;
  readonly parameters: ReadonlyMap<string, string>;
  /** Names that begin with `_pq_.`; none is known here. */
  readonly protocolOptions: readonly string[];
}

export interface CancelRequest {
  readonly kind: 'cancel';
  readonly processId: number;
  readonly secretKey: Buffer;
}

/** Asks for a statement to be canceled. */
export const CANCEL_CODE = 80_877_102;
const TLS = 80_877_103;
const GSS = 80_877_104;
const MAJOR_VERSION = 3;
const MAX_PARAMETERS = 100;

/** Of a packet with its length; PostgreSQL takes no more. */
export const MAX_PACKET_BYTES = 10_000;
export const MIN_PACKET_BYTES = 8;

/** @param body without the length. @throws ProtocolViolation */
export function startupPacket(body: Buffer): StartupPacket {
  const code = body.readInt32BE(0);
  if (code === CANCEL_CODE) {
    if (body.length < 9) throw malformed();
    return { kind: 'cancel', processId: body.readInt32BE(4), secretKey: body.subarray(8) };
  }
  if (code === TLS || code === GSS) {
    if (body.length !== 4) throw malformed();
    return { kind: code === TLS ? 'tls' : 'gss' };
  }
  if (code >>> 16 !== MAJOR_VERSION) {
    throw new ProtocolViolation('asked for a version of the protocol other than 3');
  }
  const parameters = new Map<string, string>();
  const protocolOptions: string[] = [];
  for (const [name, value] of pairs(body)) {
    if (name.startsWith('_pq_.')) protocolOptions.push(name);
    else parameters.set(name, value);
  }
  return { kind: 'startup', minorVersion: code & 0xffff, parameters, protocolOptions };
}

/** Names and values after the version, up to an empty name that ends the packet. */
function pairs(body: Buffer): [name: string, value: string][] {
  if (body.at(-1) !== 0) throw malformed();
  const texts = body.toString('utf8', 4, body.length - 1).split('\0');
  // The last value ends with a zero of its own, so nothing follows it; without any pair there is one empty text.
  if (texts.pop() !== '' || texts.length % 2 !== 0 || texts.length > 2 * MAX_PARAMETERS) throw malformed();
  const found: [string, string][] = [];
  for (let at = 0; at < texts.length; at += 2) {
    const [name = '', value = ''] = texts.slice(at, at + 2);
    if (name === '') throw malformed();
    found.push([name, value]);
  }
  return found;
}

function malformed(): ProtocolViolation {
  return new ProtocolViolation('began the connection with a malformed message');
}
