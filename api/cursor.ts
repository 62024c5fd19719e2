/** Signed, opaque cursors: where a list goes on, bound to the list that gave them out. */

import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { CapstanError } from '../domain/errors.ts';

/** What a cursor belongs to: it is of no use to another operation, organization or set of filters. */
export interface CursorBinding {
  readonly operation: string;
  readonly organizationId: number;
  /** Filters of the list, without `limit` and `cursor`. */
  readonly filters: Readonly<Record<string, unknown>>;
}

/** The sort key of the last object of a page. */
export type CursorPosition = Readonly<Record<string, string | number | boolean | null>>;

const MAX_LENGTH = 1_024;

export class CursorCodec {
  readonly #keys: readonly [KeyObject, ...KeyObject[]];

  /** The first key signs; cursors that any of them signed are good, so that a change of keys breaks no list. */
  constructor(keys: readonly [KeyObject, ...KeyObject[]]) {
    this.#keys = keys;
  }

  encode(binding: CursorBinding, position: CursorPosition): string {
    const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
    return `${payload}.${sign(this.#keys[0], binding, payload).toString('base64url')}`;
  }

  /**
   * @param pointer where the request holds it.
   * @throws CapstanError `cursor_invalid` for what {@link encode} did not make for this binding.
   */
  decode(binding: CursorBinding, cursor: string, pointer = '/query/cursor'): CursorPosition {
    const [payload = '', signature = '', ...rest] = cursor.length <= MAX_LENGTH ? cursor.split('.') : [];
    const given = Buffer.from(signature, 'base64url');
    const isOurs = this.#keys.some((key) => {
      const expected = sign(key, binding, payload);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    if (rest.length > 0 || !isOurs) {
      throw new CapstanError('cursor_invalid', 'The cursor does not belong to this list, or was changed.', {
        errors: [{ pointer, detail: 'is not a cursor of this list with these filters' }],
      });
    }
    const position: CursorPosition = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return position;
  }
}

function sign(key: KeyObject, { operation, organizationId, filters }: CursorBinding, payload: string): Buffer {
  const named = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac('sha256', key)
    .update(JSON.stringify([operation, organizationId, named, payload]))
    .digest();
}
