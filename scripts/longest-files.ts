/**
 * Test files that take a minute and more, the longest first, as `npm test -- --longest 20` says: a run begins with them, so that
 * none is left at work alone at its end, and each has a process of its own.
 */
export const LONGEST_FILES: readonly string[] = [
  'test/api/access/matrix.test.ts',
  'test/api/contract/every-operation.test.ts',
  'test/unit/bench-smoke.test.ts',
  'test/integration/bulk.test.ts',
  'test/gateway/sessions-attacks.test.ts',
  'test/gateway/sessions.test.ts',
  'test/integration/ssh-keys.test.ts',
  'test/integration/secret-canary.test.ts',
  'test/gateway/web-browser.test.ts',
];
