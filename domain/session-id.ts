/** Public ids of sessions: `acs_` and a ULID in its one spelling. */

const SESSION_ID = /^acs_[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

export function isSessionId(text: string): boolean {
  return SESSION_ID.test(text);
}
