/**
 * JSON read strictly (RFC 8259, with what I-JSON, RFC 7493, demands): no member twice, no number that JavaScript would
 * round, no half of a surrogate pair, no bottomless nesting. What two readers could understand differently is no evidence.
 */

/** @typedef {null | boolean | number | string | JsonObject | Json[]} Json */
/** @typedef {{ [name: string]: Json }} JsonObject without a prototype */

const MAX_DEPTH = 32;
/** Space, tab, newline, carriage return. */
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * @param {Uint8Array} bytes UTF-8
 * @returns {Json}
 * @throws {SyntaxError} which says where
 */
export function parseJson(bytes) {
  return new Reader(decodeUtf8(bytes)).document();
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws {SyntaxError}
 */
export function decodeUtf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SyntaxError('not UTF-8');
  }
}

/**
 * @param {Json | undefined} value
 * @returns {value is JsonObject}
 */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Reader {
  #at = 0;
  #text;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  /** @returns {Json} */
  document() {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#error('something follows the value');
    return value;
  }

  /**
   * @param {number} depth
   * @returns {Json}
   */
  #value(depth) {
    if (depth > MAX_DEPTH) throw this.#error(`nested more than ${MAX_DEPTH} deep`);
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#array(depth);
    if (next === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  /** @param {number} depth */
  #object(depth) {
    /** @type {JsonObject} */
    const object = Object.create(null);
    this.#at += 1;
    if (this.#skips('}')) return object;
    do {
      this.#skipSpace();
      const name = this.#string();
      if (name in object) throw this.#error(`member ${JSON.stringify(name)} stands there twice`);
      if (!this.#skips(':')) throw this.#error('a colon is missing');
      object[name] = this.#value(depth + 1);
    } while (this.#skips(','));
    if (!this.#skips('}')) throw this.#error('an object is not closed');
    return object;
  }

  /** @param {number} depth */
  #array(depth) {
    /** @type {Json[]} */
    const array = [];
    this.#at += 1;
    if (this.#skips(']')) return array;
    do array.push(this.#value(depth + 1));
    while (this.#skips(','));
    if (!this.#skips(']')) throw this.#error('an array is not closed');
    return array;
  }

  /** @returns {string} */
  #string() {
    const end = this.#endOfString();
    const token = this.#text.slice(this.#at, end);
    /** @type {string} */
    const text = token.includes('\\') ? JSON.parse(token) : token.slice(1, -1);
    if (LONE_SURROGATE.test(text)) throw this.#error('a string holds half of a surrogate pair');
    this.#at = end;
    return text;
  }

  /** Walks rather than matches: a pattern would need memory for each character of a hostile string. */
  #endOfString() {
    if (this.#text[this.#at] !== '"') throw this.#error('a string is missing');
    let at = this.#at + 1;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      if (Number.isNaN(code) || code < 0x20) throw this.#error('a string is not closed');
      if (code === QUOTE) return at + 1;
      at += code === BACKSLASH ? 2 : 1;
    }
  }

  #number() {
    const token = this.#take(NUMBER);
    if (token === '') throw this.#error('a value is missing or malformed');
    const value = Number(token);
    if (String(value) !== token || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw this.#error(`number ${token.slice(0, 40)} is not in the one exact form that it could have`);
    }
    return value;
  }

  /** @param {string} mark */
  #skips(mark) {
    this.#skipSpace();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #skipSpace() {
    while (SPACE.has(this.#text.charCodeAt(this.#at))) this.#at += 1;
  }

  /**
   * @param {RegExp} pattern sticky
   * @returns {string} what it matches here, perhaps nothing
   */
  #take(pattern) {
    pattern.lastIndex = this.#at;
    const [token] = pattern.exec(this.#text) ?? [''];
    this.#at += token.length;
    return token;
  }

  /** @param {string} message */
  #error(message) {
    return new SyntaxError(`${message} (at character ${this.#at})`);
  }
}

/** @type {readonly [string, Json][]} */
const WORDS = [
  ['null', null],
  ['true', true],
  ['false', false],
];
