/** Asks a client for its launch token, and the door what that opens. */

import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Secret } from '../../domain/secret.ts';
import type { PostgresAdmission, PostgresDoor, PostgresOrigin } from './contract.ts';
import { HEADER_BYTES } from './frames.ts';
import { CLEARTEXT_PASSWORD, negotiateProtocolVersion, onlyText } from './messages.ts';
import { ProtocolViolation } from './protocol-violation.ts';
import { readExactly } from './read-exactly.ts';
import type { Startup } from './startup-packet.ts';

/** With the header. */
const MAX_PASSWORD_MESSAGE_BYTES = 1_024;
const SESSION_NAME = /^[\x21-\x7e]{1,64}$/;

export interface Credentials {
  readonly sessionId: string;
  readonly token: Secret;
}

/** @throws ProtocolViolation; StreamEnded; errors of the socket. */
export async function askForToken(socket: Socket, startup: Startup): Promise<Credentials> {
  if (startup.minorVersion > 0 || startup.protocolOptions.length > 0) {
    socket.write(negotiateProtocolVersion(startup.protocolOptions));
  }
  socket.write(CLEARTEXT_PASSWORD);
  const header = await readExactly(socket, HEADER_BYTES);
  const size = header.readUInt32BE(1) + 1;
  if (header[0] !== 'p'.charCodeAt(0) || size <= HEADER_BYTES || size > MAX_PASSWORD_MESSAGE_BYTES) {
    throw new ProtocolViolation('did not answer with a password');
  }
  const message = Buffer.concat([header, await readExactly(socket, size - HEADER_BYTES)]);
  const token = new Secret(onlyText(message, 'utf8'));
  message.fill(0);
  return { sessionId: startup.parameters.get('user') ?? '', token };
}

export interface Asking {
  readonly door: PostgresDoor;
  readonly origin: PostgresOrigin;
  /** When a refusal is answered, counted from here: the same for all causes. */
  readonly refusalMs: number;
}

/** `token`: it opens nothing; `fault`: the door has thrown. */
type AdmissionAnswer =
  | { readonly admitted: PostgresAdmission }
  | { readonly refused: 'token' }
  | { readonly refused: 'fault'; readonly error: unknown };

/** A refusal comes after the time that every refusal takes. */
export async function admission(
  { sessionId, token }: Credentials,
  { door, origin, refusalMs }: Asking,
): Promise<AdmissionAnswer> {
  const patience = delay(refusalMs);
  const ask = async (): Promise<AdmissionAnswer> => {
    try {
      const admitted = SESSION_NAME.test(sessionId) ? await door.admit(sessionId, token, origin) : null;
      return admitted === null ? { refused: 'token' } : { admitted };
    } catch (error) {
      return { refused: 'fault', error };
    }
  };
  const answer = await ask();
  if ('refused' in answer) await patience;
  return answer;
}
