/** What the text of a string may be that stands where a password is expected, and passwords that are known by their look. */

export const MASK = '***';

const VERIFIER = /SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+/g;

const ADDRESS = /[^\s'"]+/g;
const USER_IN_ADDRESS = /(:\/\/[^:@/]*:)[^@/]+@/g;
const QUERY_OF_ADDRESS = /([?&](?:ssl)?pass(?:word|wd)?=)[^&#]+/gi;
/** One setting of a connection string: its name, what is between, its value. */
const SETTING = /\s*([a-z_]\w*)(\s*=\s*)('[^'\\]*(?:\\[\s\S][^'\\]*)*'|[^\s']*)(?=\s|$)/iy;
const PASSWORD_SETTING = /^(?:ssl)?pass(?:word|wd)?$/i;
/** No connection string is longer; expressions that go back must not be let loose on megabytes. */
const MAX_CONNECTION_STRING = 10_000;

const SEPARATES_WORDS = /\s|--|\/\*/;
/** Words that a statement begins with, in SQL and in PL/pgSQL; with nothing or a sign behind them no space is needed. */
const BEGINS_STATEMENT = new RegExp(
  `^[(;]*(?:${[
    'abort|alter|analyze|begin|call|checkpoint|close|cluster|comment|commit|copy|create|deallocate|declare|delete|discard',
    'do|drop|end|execute|explain|fetch|grant|import|insert|listen|load|lock|merge|move|notify|perform|prepare|raise',
    'reassign|refresh|reindex|release|reset|return|revoke|rollback|savepoint|security|select|set|show|start|table',
    'truncate|unlisten|update|vacuum|values|with',
  ].join('|')})(?![\\w$\\u0080-\\uffff])`,
  'i',
);

/** Whether the text could be a statement, or one of the words that say what a statement does. */
export function mayBeRun(text: string): boolean {
  return SEPARATES_WORDS.test(text) || BEGINS_STATEMENT.test(text);
}

/** Masks verifiers as PostgreSQL stores them, and what addresses and connection strings hold. */
export function maskByLook(text: string): string {
  const withoutVerifiers = text.replace(VERIFIER, MASK);
  const withoutAddresses = withoutVerifiers.includes('://')
    ? withoutVerifiers.replace(ADDRESS, inAddress)
    : withoutVerifiers;
  return inConnectionString(withoutAddresses);
}

function inAddress(word: string): string {
  const at = word.indexOf('://');
  if (at === -1) return word;
  const address = word.slice(at).replace(USER_IN_ADDRESS, `$1${MASK}@`).replace(QUERY_OF_ADDRESS, `$1${MASK}`);
  return word.slice(0, at) + address;
}

/** Only where the whole text is one: in a statement the same signs compare and assign. */
function inConnectionString(text: string): string {
  if (text.length > MAX_CONNECTION_STRING) return text;
  const whole = text.trimEnd();
  const out: string[] = [];
  let at = 0;
  while (at < whole.length) {
    SETTING.lastIndex = at;
    const found = SETTING.exec(whole);
    if (!found) return text;
    const [setting, name = '', , value = ''] = found;
    const isMasked = PASSWORD_SETTING.test(name) && value !== '';
    out.push(isMasked ? setting.slice(0, setting.length - value.length) + MASK : setting);
    at += setting.length;
  }
  return out.join('') + text.slice(whole.length);
}

const BYTE_ESCAPE = /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/g;
/** Two quotes; bytes, of which some make a character; a code point; any other character behind a backslash. */
const ESCAPE = /''|((?:\\x[0-9a-fA-F]{1,2}|\\[0-7]{1,3}){1,64})|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([\s\S])/g;
const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** What stands between the quotes of a string in which backslashes escape, as the server reads it. */
export function unescaped(inner: string): string {
  return inner.replace(ESCAPE, (quotes: string, bytes?: string, short?: string, long?: string, character?: string) => {
    if (bytes !== undefined) return ofBytes(bytes);
    const code = short ?? long;
    if (code !== undefined) return ofCodePoint(Number.parseInt(code, 16));
    return character === undefined ? quotes.slice(1) : (CONTROLS[character] ?? character);
  });
}

function ofBytes(escapes: string): string {
  const values = [...escapes.matchAll(BYTE_ESCAPE)].map(([, hex, octal = '']) =>
    hex === undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex, 16),
  );
  return Buffer.from(values).toString('utf8');
}

function ofCodePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
