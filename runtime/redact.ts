/** Makes any value fit for a log: plain, bounded, and without the secrets in it. */

import { KeyObject } from 'node:crypto';
import { types } from 'node:util';
import { format } from 'winston';
import { Secret } from '../domain/secret.ts';
import { redactText } from './redact-text.ts';

const REDACTED = '[redacted]';
const MAX_DEPTH = 10;
const MAX_ENTRIES = 200;
/** Over all levels together: shared objects would otherwise multiply. */
const MAX_NODES = 5_000;

/** Compared without case, dashes and underscores: `client_secret`, `clientSecret` and `Client-Secret` are one. */
const SECRET_ENDINGS =
  /(?:password|passwd|passphrase|secret|token|tokens|privatekey|apikey|masterkey|wrappedkey|contentkey|cookie|cookies|authorization|assertion|codeverifier|passwordhash|pwd|otp)$/;
const SECRET_HEADER = /^x-(?:[a-z0-9]+-)*key$/i;
const PAIRED_HEADER = /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-(?:[a-z0-9]+-)*key)$/i;
/** Numbers that order the holders of a lease; they open nothing. */
const NOT_SECRET = new Set(['fencingtoken']);

/** Whether the name of a field, header or path says that its value is a secret. */
export function isSecretName(name: string): boolean {
  const bare = name.replace(/[-_\s]/g, '').toLowerCase();
  return (SECRET_ENDINGS.test(bare) || SECRET_HEADER.test(name)) && !NOT_SECRET.has(bare);
}

/**
 * A copy of `value` that `JSON.stringify` takes as it is. `Secret`s, keys and bytes are replaced by
 * what they are; fields with a secret's name by `[redacted]`; texts go through `redactText`; errors
 * become `{name, code, message, stack, cause, …}`. Cycles, depth and size are bounded. Never throws.
 */
export function redactValue(value: unknown): unknown {
  return new Walk().visit(value);
}

class Walk {
  readonly #above: object[] = [];
  #nodes = 0;

  visit(value: unknown): unknown {
    if (typeof value === 'string') return redactText(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'symbol' || typeof value === 'function') return `[${typeof value}]`;
    if (typeof value !== 'object' || value === null) return value;
    this.#nodes += 1;
    if (this.#above.includes(value)) return '[circular]';
    if (this.#above.length >= MAX_DEPTH || this.#nodes > MAX_NODES) return '[not shown]';
    this.#above.push(value);
    try {
      return this.#object(value);
    } catch (error) {
      // Proxies, getters and toJSON of strangers may throw; a log line must not fail for it.
      return `[unreadable: ${error instanceof Error ? redactText(error.name) : typeof error}]`;
    } finally {
      this.#above.pop();
    }
  }

  #object(value: object): unknown {
    if (value instanceof Secret) return String(value);
    if (value instanceof KeyObject || types.isCryptoKey(value)) return '[key]';
    if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) return `[bytes: ${value.byteLength}]`;
    if (value instanceof Error) return this.#error(value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[invalid date]' : value.toISOString();
    if (value instanceof URL || value instanceof RegExp) return redactText(String(value));
    if (Array.isArray(value) || value instanceof Set) return this.#list([...value]);
    if (value instanceof Map || value instanceof Headers || value instanceof URLSearchParams) {
      return this.#fields([...value].map(([name, item]) => [String(name), item]));
    }
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.visit(value.toJSON());
    if ('kty' in value) return this.#jsonWebKey(value);
    if (isBufferJson(value)) return `[bytes: ${value.data.length}]`;
    return this.#fields(Object.keys(value).map((name) => [name, read(value, name)]));
  }

  /** RFC 7518, section 6: the members that hold private key material. */
  #jsonWebKey(jwk: object): unknown {
    const secret = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']);
    return this.#fields(Object.keys(jwk).map((name) => [name, secret.has(name) ? REDACTED : read(jwk, name)]));
  }

  #error(error: Error): unknown {
    // Own enumerable fields last but one: libraries hang codes, details and nested errors there.
    const own = Object.keys(error).filter((name) => !['name', 'message', 'stack', 'cause', 'errors'].includes(name));
    const fields: [string, unknown][] = [
      ['name', error.name],
      ...('code' in error ? [['code', error.code] as [string, unknown]] : []),
      ['message', error.message],
      ['stack', error.stack],
      ...own.filter((name) => name !== 'code').map((name): [string, unknown] => [name, read(error, name)]),
      ...('errors' in error ? [['errors', error.errors] as [string, unknown]] : []),
      ...(error.cause === undefined ? [] : [['cause', error.cause] as [string, unknown]]),
    ];
    return this.#fields(fields);
  }

  #list(items: readonly unknown[]): unknown[] {
    const shown = items.slice(0, MAX_ENTRIES).map((item, index) => {
      // Node's rawHeaders: names and values take turns.
      const before = items[index - 1];
      return typeof before === 'string' && typeof item === 'string' && PAIRED_HEADER.test(before)
        ? REDACTED
        : this.visit(item);
    });
    return items.length > MAX_ENTRIES ? [...shown, `[${items.length - MAX_ENTRIES} more]`] : shown;
  }

  #fields(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
    const fields: Record<string, unknown> = Object.create(null);
    for (const [name, value] of entries.slice(0, MAX_ENTRIES)) {
      const shown = isSecretName(name) && hides(value) ? REDACTED : this.visit(value);
      if (shown !== undefined) fields[redactText(name)] = shown;
    }
    if (entries.length > MAX_ENTRIES) fields['…'] = `[${entries.length - MAX_ENTRIES} more]`;
    return fields;
  }
}

/** A flag ("has_password": true) or an absence gives nothing away; a Secret and bytes already print as what they are. */
function hides(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== 'boolean' && !(value instanceof Secret);
}

function read(holder: object, name: string): unknown {
  try {
    return Reflect.get(holder, name);
  } catch {
    return '[unreadable]';
  }
}

/** What `Buffer.prototype.toJSON` makes. */
function isBufferJson(value: object): value is { type: 'Buffer'; data: unknown[] } {
  return 'type' in value && value.type === 'Buffer' && 'data' in value && Array.isArray(value.data);
}

const LEVEL = Symbol.for('level');

/** Winston format: replaces an entry by its redacted copy. */
export const redactFormat = format((info) => {
  const clean = redactValue({ ...info });
  const message = redactValue(info.message);
  return {
    ...(typeof clean === 'object' ? clean : {}),
    level: info.level,
    message: typeof message === 'string' ? message : (JSON.stringify(message) ?? String(message)),
    [LEVEL]: Reflect.get(info, LEVEL),
  };
});
