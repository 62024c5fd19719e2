/** The inner structure of PostgreSQL's messages: of those that may reach the driver, whose parser trusts whatever it is given, and of a login. */

/** What a server did that no PostgreSQL does, or that Capstan does not take part in; the text follows its name. */
export class WireViolation extends Error {
  override readonly name = 'WireViolation';
  readonly code: 'protocol_error' | 'not_supported';

  constructor(text: string, code: WireViolation['code'] = 'protocol_error') {
    super(text);
    this.code = code;
  }
}

/** Type byte of a message, as a character. */
export type MessageType = string;

const MAX_COLUMNS = 64;
/** After the name of a column: table, column, type, size, modifier, format. */
const COLUMN_BYTES = 18;
const TEXT_FORMAT = 0;
const NULL_VALUE = -1;

/** What an authentication message asks for: its code, and for SASL the mechanisms on offer. */
export interface AuthenticationRequest {
  readonly code: number;
  readonly mechanisms: readonly string[];
}

/** @throws WireViolation */
export function authenticationRequest(body: Buffer): AuthenticationRequest {
  if (body.length < 4) throw malformed('R');
  const code = body.readInt32BE(0);
  if (code === 0 && body.length !== 4) throw malformed('R');
  return { code, mechanisms: code === 10 ? stringList(body, 4) : [] };
}

/** The number of columns that a RowDescription announces. @throws WireViolation */
export function columnCount(body: Buffer): number {
  const count = body.length < 2 ? -1 : body.readInt16BE(0);
  if (count < 0 || count > MAX_COLUMNS) throw malformed('T');
  let at = 2;
  for (let i = 0; i < count; i += 1) {
    at = afterString(body, at, 'T') + COLUMN_BYTES;
    if (at > body.length || body.readInt16BE(at - 2) !== TEXT_FORMAT) throw malformed('T');
  }
  if (at !== body.length) throw malformed('T');
  return count;
}

/** @throws WireViolation unless `body` is a DataRow of `columns` values. */
export function mustBeRow(body: Buffer, columns: number): void {
  if (body.length < 2 || body.readInt16BE(0) !== columns) throw malformed('D');
  let at = 2;
  for (let i = 0; i < columns; i += 1) {
    if (at + 4 > body.length) throw malformed('D');
    const length = body.readInt32BE(at);
    if (length < NULL_VALUE) throw malformed('D');
    at += 4 + Math.max(length, 0);
  }
  if (at !== body.length) throw malformed('D');
}

/** @throws WireViolation unless `body` is made as messages of this simple type are; T, D and R are not simple. */
export function mustBeWellFormed(type: MessageType, body: Buffer): void {
  switch (type) {
    case '1':
    case '2':
    case 'n':
      if (body.length !== 0) throw malformed(type);
      return;
    case 'C':
      mustHoldStrings(body, 1, type);
      return;
    case 'S':
      mustHoldStrings(body, 2, type);
      return;
    case 'K':
      if (body.length !== 8) throw malformed(type);
      return;
    case 'Z':
      // Outside a transaction: in one, nothing that a statement did would be lasting.
      if (body.toString('latin1') !== 'I') throw malformed(type);
      return;
    case 'E':
    case 'N':
      mustHoldFields(body, type);
      return;
    default:
      throw new WireViolation('sent a message that has no place in this conversation');
  }
}

/** Fields of a letter and a string each, and a zero that ends them. */
function mustHoldFields(body: Buffer, type: MessageType): void {
  let at = 0;
  while (at < body.length - 1) {
    if (!/[A-Za-z]/.test(String.fromCharCode(body[at] ?? 0))) throw malformed(type);
    at = afterString(body, at + 1, type);
  }
  if (at !== body.length - 1 || body[at] !== 0) throw malformed(type);
}

function mustHoldStrings(body: Buffer, count: number, type: MessageType): void {
  let at = 0;
  for (let i = 0; i < count; i += 1) at = afterString(body, at, type);
  if (at !== body.length) throw malformed(type);
}

/** Strings up to an empty one, which must end `body`. */
function stringList(body: Buffer, from: number): string[] {
  const found: string[] = [];
  for (let at = from; ; ) {
    const end = afterString(body, at, 'R');
    if (end === at + 1) {
      if (end !== body.length) throw malformed('R');
      return found;
    }
    found.push(body.toString('latin1', at, end - 1));
    at = end;
  }
}

/** Where what follows the zero-terminated string at `at` begins. */
function afterString(body: Buffer, at: number, type: MessageType): number {
  const end = body.indexOf(0, at);
  if (end === -1 || at >= body.length) throw malformed(type);
  return end + 1;
}

function malformed(type: MessageType): WireViolation {
  return new WireViolation(`sent a malformed message of type ${type}`);
}

/** SASLInitialResponse (manual, 54.7). */
export function saslInitialResponse(mechanism: string, response: string): Buffer {
  const bytes = Buffer.from(response);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return passwordMessage(Buffer.concat([Buffer.from(`${mechanism}\0`), length, bytes]));
}

/** SASLResponse (manual, 54.7). */
export function saslResponse(response: string): Buffer {
  return passwordMessage(Buffer.from(response));
}

function passwordMessage(body: Buffer): Buffer {
  const header = Buffer.from('p\0\0\0\0', 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}
