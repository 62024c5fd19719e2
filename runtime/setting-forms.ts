/** What settings look like, as text of the environment. */

import { isIP } from 'node:net';
import { z } from 'zod';

export const port = z.coerce
  .number({ error: 'is not a number' })
  .int('is not a whole number')
  .min(1, 'must be 1 to 65535')
  .max(65_535, 'must be 1 to 65535');

export const filled = z.string().trim().min(1, 'is empty');

/** RFC 1123; a last label of digits alone would be a mistyped IPv4 address. */
const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

export const host = filled.refine(
  (text) => isIP(text) !== 0 || HOST_NAME.test(text),
  'must be an IP address (IPv6 without brackets) or a host name, without a port',
);

export const publicUrl = filled.regex(
  /^https?:\/\/[^/\s?#]+$/,
  'must be http(s)://host[:port], without a path or a slash at the end',
);
