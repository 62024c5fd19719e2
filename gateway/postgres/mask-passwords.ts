/**
 * Takes passwords out of the text of statements before they are recorded.
 *
 * What counts as one: the string after the word PASSWORD (ALTER ROLE, CREATE USER MAPPING, comparisons with a column of
 * that name), a verifier as PostgreSQL stores it, and what stands for a password in a connection string or an address.
 * Statements inside of strings, as functions and DO have them, are looked at as well. Whoever builds such a statement from
 * pieces, or calls the column otherwise, is not understood.
 *
 * What is masked is missing in the record, so nothing is taken for a password that may be run: where a string does not
 * follow PASSWORD at once, it is shown if it begins as a statement does.
 */

const MASK = '***';
/** A string in a string in a string: what lies deeper and speaks of a password is masked as a whole. */
const MAX_DEPTH = 4;

const SUSPICIOUS = /pass|scram-sha-256\$|:\/\//i;
const VERIFIER = /SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+/g;
const MD5_VERIFIER = /^md5[0-9a-f]{32}$/;
const IN_CONNECTION_STRING = /(pass(?:word|wd)?\s*=\s*)(?:'(?:[^'\\]|\\.)*'?|[^\s'&;]+)/gi;
const IN_ADDRESS = /(:\/\/[^\s:@/]*:)[^\s@/]+@/g;
/** A string that is put together with the password that follows: by `||`, or by format(). */
const ENDS_BEFORE_PASSWORD = /password\s*=?\s*(?:E?'+)?\s*$/i;
const STATEMENT =
  /^\s*(?:with|select|insert|update|delete|merge|truncate|drop|create|alter|grant|revoke|copy|do|call|execute|set|reset)[\s"$(']|\/\*/i;
const PASSWORD_PLACEHOLDER = /password\s+'?%(?:\d+\$)?[Ls]/i;

/** @param backslashEscapes whether they do so in every string, as `standard_conforming_strings = off` has it */
export function maskPasswords(sql: string, backslashEscapes = false): string {
  return SUSPICIOUS.test(sql) ? new Masking(sql, backslashEscapes, 0).result() : sql;
}

/**
 * `next`: a password follows at once; `compared`: after a sign. `pieces`: the next string is one, wherever it comes. `all`:
 * every string is, up to the end of the statement.
 */
type Expectation = 'nothing' | 'next' | 'compared' | 'pieces' | 'all';

const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\n]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const QUOTED_NAME = /"(?:[^"]|"")*(?:"|$)/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
/** Between PASSWORD and its string where it is compared, assigned or an option. */
const BETWEEN = new Set(['=', ':', '>', '(']);

class Masking {
  readonly #sql: string;
  readonly #backslashEscapes: boolean;
  readonly #depth: number;
  readonly #out: string[] = [];
  #at = 0;
  /** How much of the text is in `out`. */
  #written = 0;
  #expects: Expectation = 'nothing';
  /** The word before, where nothing stands between: E, U, N, B or X before a string belong to it. */
  #prefix = '';
  /** The string before was a password; one on the next line goes on with it. */
  #wasPassword = false;

  constructor(sql: string, backslashEscapes: boolean, depth: number) {
    this.#sql = sql;
    this.#backslashEscapes = backslashEscapes;
    this.#depth = depth;
  }

  result(): string {
    while (this.#at < this.#sql.length) this.#step();
    this.#out.push(this.#sql.slice(this.#written));
    return this.#out.join('');
  }

  #step(): void {
    const first = this.#sql[this.#at] ?? '';
    const space = this.#match(SPACE) ?? this.#match(LINE_COMMENT) ?? this.#blockComment();
    const dollar = first === '$' ? this.#dollarString() : null;
    const word = this.#match(WORD) ?? this.#match(QUOTED_NAME);
    if (space !== null) {
      this.#prefix = '';
      this.#pass(space);
    } else if (first === "'") this.#string(this.#quoted());
    else if (dollar !== null) this.#inDollars(dollar);
    else if (word !== null) this.#word(word);
    else this.#sign(first);
  }

  #isNear(): boolean {
    return this.#expects === 'next' || this.#expects === 'compared';
  }

  #takesBackslashes(): boolean {
    return this.#backslashEscapes || /^e$/i.test(this.#prefix);
  }

  #word(word: string): void {
    const name = word.replaceAll('"', '').toLowerCase();
    // E, U, N, B and X may belong to the string that follows.
    const belongs = /^[eunbx]$/.test(name);
    if (!belongs) this.#wasPassword = false;
    if (name === 'password' && this.#expects !== 'all') this.#expects = 'next';
    else if (this.#isNear() && !belongs) this.#expects = 'nothing';
    this.#pass(word);
    this.#prefix = word;
  }

  #sign(sign: string): void {
    if (sign === ';') this.#expects = 'nothing';
    else if (this.#isNear() && sign !== '&') this.#expects = BETWEEN.has(sign) ? 'compared' : 'nothing';
    this.#wasPassword = false;
    // U& is the one prefix with a sign.
    if (sign !== '&') this.#prefix = '';
    this.#pass(sign);
  }

  #string(string: string): void {
    this.#prefix = '';
    const isClosed = string.length > 1 && string.endsWith("'");
    const inner = string.slice(1, isClosed ? -1 : undefined);
    const shown = this.#shown(inner.replaceAll("''", "'"), inner !== '');
    this.#pass(string, shown === null ? null : `'${shown.replaceAll("'", "''")}${isClosed ? "'" : ''}`);
  }

  #inDollars(string: string): void {
    this.#prefix = '';
    const tag = string.slice(0, string.indexOf('$', 1) + 1);
    const isClosed = string.length >= 2 * tag.length && string.endsWith(tag);
    const inner = string.slice(tag.length, isClosed ? -tag.length : undefined);
    const shown = this.#shown(inner, inner !== '');
    this.#pass(string, shown === null ? null : `${tag}${shown}${isClosed ? tag : ''}`);
  }

  /** What is shown of a string; null: all of it as it is. */
  #shown(inner: string, hasContent: boolean): string | null {
    const isExpected = hasContent && (this.#expects !== 'nothing' || this.#wasPassword);
    const isMasked = isExpected && (this.#expects === 'next' || !STATEMENT.test(inner));
    if (isExpected && this.#expects !== 'all') this.#expects = 'nothing';
    this.#wasPassword = isMasked;
    if (isMasked) return MASK;
    if (MD5_VERIFIER.test(inner)) return MASK;
    if (!SUSPICIOUS.test(inner)) return null;
    if (PASSWORD_PLACEHOLDER.test(inner)) this.#expects = 'all';
    else if (ENDS_BEFORE_PASSWORD.test(inner)) this.#expects = 'pieces';
    if (this.#depth >= MAX_DEPTH) return MASK;
    const masked = new Masking(inner, this.#backslashEscapes, this.#depth + 1)
      .result()
      .replace(VERIFIER, MASK)
      .replace(IN_CONNECTION_STRING, `$1${MASK}`)
      .replace(IN_ADDRESS, `$1${MASK}@`);
    return masked === inner ? null : masked;
  }

  /** The string that begins here, up to the quote that ends it, or to the end. Two quotes are one inside. */
  #quoted(): string {
    const end = this.#takesBackslashes() ? /['\\]/g : /'/g;
    end.lastIndex = this.#at + 1;
    for (let found = end.exec(this.#sql); found; found = end.exec(this.#sql)) {
      const isEnd = found[0] === "'" && this.#sql[end.lastIndex] !== "'";
      if (isEnd) return this.#sql.slice(this.#at, end.lastIndex);
      end.lastIndex += 1;
    }
    return this.#sql.slice(this.#at);
  }

  #dollarString(): string | null {
    DOLLAR_TAG.lastIndex = this.#at;
    const tag = DOLLAR_TAG.exec(this.#sql)?.[0];
    if (tag === undefined) return null;
    const end = this.#sql.indexOf(tag, this.#at + tag.length);
    return this.#sql.slice(this.#at, end === -1 ? undefined : end + tag.length);
  }

  /** They nest. */
  #blockComment(): string | null {
    if (!this.#sql.startsWith('/*', this.#at)) return null;
    let depth = 0;
    let at = this.#at;
    const mark = /\/\*|\*\//g;
    mark.lastIndex = at;
    for (let found = mark.exec(this.#sql); found; found = mark.exec(this.#sql)) {
      depth += found[0] === '/*' ? 1 : -1;
      at = mark.lastIndex;
      if (depth === 0) return this.#sql.slice(this.#at, at);
    }
    return this.#sql.slice(this.#at);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#sql)?.[0] ?? null;
  }

  /** Goes on behind `text`, of which `shown` is shown instead unless it is null. */
  #pass(text: string, shown: string | null = null): void {
    if (shown !== null) {
      this.#out.push(this.#sql.slice(this.#written, this.#at), shown);
      this.#written = this.#at + text.length;
    }
    this.#at += text.length;
  }
}
