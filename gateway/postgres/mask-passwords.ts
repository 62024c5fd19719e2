/**
 * Takes passwords out of the text of statements before they are recorded.
 *
 * What counts as one:
 * - the string that follows the word PASSWORD, as in ALTER ROLE and CREATE USER MAPPING;
 * - the string that a column, variable or argument of exactly that name is compared with or given, after `=`, `<>`, `!=`,
 *   `<`, `>`, `<=`, `>=`, `:=`, `=>` or `(`. The other way round, and after words such as LIKE and IN, it is not seen;
 * - a string that is put behind one which ends with PASSWORD, and each one that format() may put there;
 * - what shows itself: verifiers as PostgreSQL stores them, and passwords in addresses and connection strings.
 *
 * Statements inside of strings, as functions and DO have them, are looked at as well, some strings deep.
 *
 * What is masked is missing in the record, so nothing is that may be run: a string with white space or a comment in it, or
 * which begins with the first word of a statement, is masked only where it certainly is a password, which is in a
 * statement about roles, behind WITH or ENCRYPTED, and among OPTIONS. So a password with a space in it is shown everywhere
 * else, and a name without one may be masked where a statement is put together from pieces.
 */

import { MASK, maskByLook, mayBeRun, unescaped } from './password-text.ts';

/** A string in a string in a string: what lies deeper is shown as it is. */
const MAX_DEPTH = 6;

const SUSPICIOUS = /pass|scram-sha-256\$|:\/\//i;
const MD5_VERIFIER = /^md5[0-9a-f]{32}$/;
/** A string that is put together with the password that follows: by `||`, or by format(). To be asked of an end without space. */
const ENDS_BEFORE_PASSWORD = /password\s{0,16}=?\s{0,16}(?:E?'{1,32})?$/i;
const LONGEST_END = 80;
const PASSWORD_PLACEHOLDER = /password\s{1,16}'{0,32}%(?:\d{1,4}\$)?[Ls]/i;

/** @param backslashEscapes whether they do so in every string, as `standard_conforming_strings = off` has it */
export function maskPasswords(sql: string, backslashEscapes = false): string {
  return SUSPICIOUS.test(sql) ? new Masking(sql, backslashEscapes, 0).result() : sql;
}

/**
 * `next`: a password follows at once; `certain`: the same, whatever is in it. `compared`: after a sign. `pieces`: the next
 * string is one, wherever it comes. `all`: every string may be, up to the end of the statement.
 */
type Expectation = 'nothing' | 'next' | 'certain' | 'compared' | 'pieces' | 'all';

const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\n]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const QUOTED_NAME = /"[^"]*"?/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
/** Numbers and signs that change nothing, many at a time. */
const DULL = /[\d.,)[\]{}+*%^|#?@~`\\]+/y;
/** Between PASSWORD and its string where it is compared, assigned or an option. */
const BETWEEN = new Set(['=', ':', '<', '>', '!', '(']);
/** Words before PASSWORD, behind which it is nothing but that of a role. */
const ONLY_OF_ROLES = new Set(['with', 'encrypted', 'unencrypted']);

class Masking {
  readonly #sql: string;
  readonly #backslashEscapes: boolean;
  readonly #depth: number;
  readonly #out: string[] = [];
  #at = 0;
  /** How much of the text is in `out`. */
  #written = 0;
  #expects: Expectation = 'nothing';
  /** What the string before was masked for; one on the next line goes on with it. */
  #continues: Expectation = 'nothing';
  /** The word before, where nothing stands between: E, U, N, B or X before a string belong to it. */
  #prefix = '';
  /** The word before, with no sign between, in lower case; a name in quotes is none. */
  #wordBefore = '';
  /** Behind ALTER ROLE and its like, and among OPTIONS, up to the end of the statement. */
  #isOfRoles = false;

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
    } else if (first === "'") this.#string();
    else if (dollar !== null) this.#inDollars(dollar);
    else if (word !== null) this.#word(word);
    else this.#sign(this.#match(DULL) ?? first);
  }

  #isNear(): boolean {
    return this.#expects === 'next' || this.#expects === 'certain' || this.#expects === 'compared';
  }

  #word(word: string): void {
    const name = word.replaceAll('"', '').toLowerCase();
    // E, U, N, B and X may belong to the string that follows.
    const belongs = /^[eunbx]$/.test(name);
    if (!belongs) this.#continues = 'nothing';
    if (/^(role|user|group)$/.test(name) && /^(alter|create)$/.test(this.#wordBefore)) this.#isOfRoles = true;
    if (name === 'password' && this.#expects !== 'all') {
      this.#expects = this.#isOfRoles || ONLY_OF_ROLES.has(this.#wordBefore) ? 'certain' : 'next';
    } else if (this.#isNear() && !belongs) this.#expects = 'nothing';
    this.#pass(word);
    this.#prefix = word;
    this.#wordBefore = word.startsWith('"') ? '' : name;
  }

  #sign(sign: string): void {
    if (sign === ';') {
      this.#expects = 'nothing';
      this.#isOfRoles = false;
    } else if (this.#isNear() && sign !== '&') this.#expects = BETWEEN.has(sign) ? 'compared' : 'nothing';
    if (sign === '(' && this.#wordBefore === 'options') this.#isOfRoles = true;
    this.#continues = 'nothing';
    this.#wordBefore = '';
    // U& is the one prefix with a sign.
    if (sign !== '&') this.#prefix = '';
    this.#pass(sign);
  }

  #string(): void {
    const hasEscapes = this.#backslashEscapes || /^e$/i.test(this.#prefix);
    const { string, isClosed } = this.#quoted(hasEscapes);
    const inner = string.slice(1, isClosed ? -1 : undefined);
    const shown = this.#shown(hasEscapes ? unescaped(inner) : inner.replaceAll("''", "'"));
    const escaped = hasEscapes ? shown?.replaceAll('\\', '\\\\') : shown;
    this.#behindString(string, escaped == null ? null : `'${escaped.replaceAll("'", "''")}${isClosed ? "'" : ''}`);
  }

  #inDollars(string: string): void {
    const tag = string.slice(0, string.indexOf('$', 1) + 1);
    const isClosed = string.length >= 2 * tag.length && string.endsWith(tag);
    const shown = this.#shown(string.slice(tag.length, isClosed ? -tag.length : undefined));
    this.#behindString(string, shown === null ? null : `${tag}${shown}${isClosed ? tag : ''}`);
  }

  #behindString(string: string, shown: string | null): void {
    this.#prefix = '';
    this.#wordBefore = '';
    this.#pass(string, shown);
  }

  /** What is shown of a string; null: all of it as it is. */
  #shown(inner: string): string | null {
    const expected = this.#expects === 'nothing' ? this.#continues : this.#expects;
    const isPassword = expected !== 'nothing' && inner !== '' && (expected === 'certain' || !mayBeRun(inner));
    if (inner !== '' && this.#expects !== 'all') this.#expects = 'nothing';
    this.#continues = isPassword ? expected : 'nothing';
    if (isPassword) return MASK;
    if (!SUSPICIOUS.test(inner)) return MD5_VERIFIER.test(inner) ? MASK : null;
    if (PASSWORD_PLACEHOLDER.test(inner)) this.#expects = 'all';
    else if (ENDS_BEFORE_PASSWORD.test(inner.trimEnd().slice(-LONGEST_END))) this.#expects = 'pieces';
    if (this.#depth >= MAX_DEPTH) return null;
    const masked = maskByLook(new Masking(inner, this.#backslashEscapes, this.#depth + 1).result());
    return masked === inner ? null : masked;
  }

  /** The string that begins here, up to the quote that ends it, or to the end. Two quotes are one inside. */
  #quoted(hasEscapes: boolean): { readonly string: string; readonly isClosed: boolean } {
    const end = hasEscapes ? /['\\]/g : /'/g;
    end.lastIndex = this.#at + 1;
    for (let found = end.exec(this.#sql); found; found = end.exec(this.#sql)) {
      const isEnd = found[0] === "'" && this.#sql[end.lastIndex] !== "'";
      if (isEnd) return { string: this.#sql.slice(this.#at, end.lastIndex), isClosed: true };
      end.lastIndex += 1;
    }
    return { string: this.#sql.slice(this.#at), isClosed: false };
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
