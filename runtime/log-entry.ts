/** Brings what winston makes of a log call back into one plain entry, and adds the ids of the request or job. */

import { format } from 'winston';
import { currentCorrelation } from './correlation.ts';

const SPLAT = Symbol.for('splat');
const LEVEL = Symbol.for('level');

/** Winston format: the first one in the chain. Fields that the caller gave win over the ambient ids. */
export const entryFormat = format((info) => ({
  ...currentCorrelation(),
  ...entryFields(info),
  level: info.level,
  message: info.message,
  [LEVEL]: Reflect.get(info, LEVEL),
}));

/**
 * Winston spreads the first extra argument over the entry, which loses the class of an error and turns bytes into
 * numbered fields; it drops that argument where the message has a `%s` in it, and it drops all further ones.
 */
function entryFields(info: object): Record<string, unknown> {
  if (info instanceof Error) return { error: info };
  const extra: unknown = Reflect.get(info, SPLAT);
  const [first, ...others] = Array.isArray(extra) ? extra : [];
  const more = others.length > 0 ? { details: others } : {};
  if (first === undefined) return { ...info, ...more };
  if (isPlain(first)) return { ...first, ...info, ...more };
  const spread = new Set(typeof first === 'object' && first !== null ? Object.keys(first) : []);
  const own = Object.entries(info).filter(([name]) => !spread.has(name) && name !== 'stack' && name !== 'cause');
  return { ...Object.fromEntries(own), ...(first instanceof Error ? { error: first } : { detail: first }), ...more };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
