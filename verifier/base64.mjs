/** Base64 (RFC 4648), strictly: one text for each value, so nothing can be hidden in a second spelling. */

/**
 * Section 4, with padding.
 * @param {string} text
 * @returns {Buffer | undefined} undefined for anything but the one encoding of some bytes
 */
export function decodeBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/**
 * Section 5, without padding.
 * @param {string} text
 * @returns {Buffer | undefined}
 */
export function decodeBase64Url(text) {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
