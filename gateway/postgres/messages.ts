/** Messages as the proxy writes them, and the parts of others' messages that it reads (PostgreSQL manual, 54.7). */

import { HEADER_BYTES } from './frames.ts';
import { ProtocolViolation } from './protocol-violation.ts';

export interface ErrorReport {
  /** `FATAL`: the connection ends with it. */
  readonly severity: 'ERROR' | 'FATAL';
  readonly sqlState: string;
  readonly message: string;
}

/** Idle, in a transaction, in a failed transaction. */
export type TransactionStatus = 'I' | 'T' | 'E';

export const AUTHENTICATION_OK = message('R', int32(0));
export const CLEARTEXT_PASSWORD = message('R', int32(3));
export const TERMINATE = message('X');

export function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? text(part) : part)));
  return Buffer.concat([Buffer.from(type, 'latin1'), int32(body.length + 4), body]);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** With the zero that ends it, which a text cannot hold. */
function text(value: string): Buffer {
  return Buffer.from(`${value.replaceAll('\0', '')}\0`);
}

export function errorResponse({ severity, sqlState, message: said }: ErrorReport): Buffer {
  return message('E', `S${severity}`, `V${severity}`, `C${sqlState}`, `M${said}`, Buffer.alloc(1));
}

export function noticeResponse(said: string): Buffer {
  return message('N', 'SNOTICE', 'VNOTICE', 'C00000', `M${said}`, Buffer.alloc(1));
}

/** The newest version that is spoken here, 3.0, and what of the client's wishes is not known. */
export function negotiateProtocolVersion(unknownOptions: readonly string[]): Buffer {
  return message('v', int32(3 << 16), int32(unknownOptions.length), ...unknownOptions);
}

export function backendKeyData(processId: number, secretKey: Buffer): Buffer {
  return message('K', int32(processId), secretKey);
}

export function readyForQuery(status: TransactionStatus): Buffer {
  return message('Z', Buffer.from(status));
}

/** The text that begins at `at`, in the encoding of the client, and where the next field begins. */
export function textAt(frame: Buffer, at: number, encoding: BufferEncoding): { value: string; next: number } {
  const end = frame.indexOf(0, at);
  if (end === -1) throw malformed(frame);
  return { value: frame.toString(encoding, at, end), next: end + 1 };
}

/** The one text that a message consists of. */
export function onlyText(frame: Buffer, encoding: BufferEncoding): string {
  const { value, next } = textAt(frame, HEADER_BYTES, encoding);
  if (next !== frame.length) throw malformed(frame);
  return value;
}

/** What `D` and `C` of a client are about. */
export function statementOrPortal(frame: Buffer, encoding: BufferEncoding): { kind: 'S' | 'P'; name: string } {
  const kind = String.fromCharCode(frame[HEADER_BYTES] ?? 0);
  const { value, next } = textAt(frame, HEADER_BYTES + 1, encoding);
  if ((kind !== 'S' && kind !== 'P') || next !== frame.length) throw malformed(frame);
  return { kind, name: value };
}

/** Fields of an ErrorResponse by their letters. */
export function errorFields(frame: Buffer): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let at = HEADER_BYTES;
  while (at < frame.length - 1) {
    const letter = String.fromCharCode(frame[at] ?? 0);
    const { value, next } = textAt(frame, at + 1, 'utf8');
    fields.set(letter, value);
    at = next;
  }
  if (at !== frame.length - 1 || frame[at] !== 0) throw malformed(frame);
  return fields;
}

/** Of fields of an error; what is no SQLSTATE is text of the server's choosing, and goes nowhere. */
export function sqlStateOf(fields: ReadonlyMap<string, string>): string {
  const state = fields.get('C') ?? '';
  return /^[0-9A-Z]{5}$/.test(state) ? state : 'XX000';
}

export function transactionStatus(frame: Buffer): TransactionStatus {
  const status = frame.toString('latin1', HEADER_BYTES);
  if (status !== 'I' && status !== 'T' && status !== 'E') throw malformed(frame);
  return status;
}

export function malformed(frame: Buffer): ProtocolViolation {
  const type = String.fromCharCode(frame[0] ?? 0);
  return new ProtocolViolation(`sent a malformed message of type ${/[A-Za-z0-9]/.test(type) ? type : '?'}`);
}
