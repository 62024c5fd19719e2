/** Finds secrets in running text by their form: passwords in URLs, authorization values, private keys, tokens. */

const REDACTED = '[redacted]';

/** What is left of a text of any length. */
export const MAX_TEXT_LENGTH = 16_384;
/** Searched beyond the part that is kept, so that a secret across the cut is seen whole. */
const SEARCHED_LENGTH = 4 * MAX_TEXT_LENGTH;

/** Words that follow a scheme's name in prose ("Basic authentication failed") and are no credential. */
const PROSE = '(?:auth|authentication|authorization|scheme|tokens?|credentials?|challenge|headers?|is|or|and|was)';
const NAMES =
  'password|passwd|passphrase|pwd|secret|client[_-]?secret|token|access[_-]?token|refresh[_-]?token|id[_-]?token|' +
  'launch[_-]?token|client[_-]?assertion|code[_-]?verifier|private[_-]?key|api[_-]?key';

/** Runs are bounded so that no text, however long, makes a search backtrack without end. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // An end marker may be missing where someone cut the text before us: then all that follows goes.
  [
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
    '[private key]',
  ],
  [/-----BEGIN PGP PRIVATE KEY BLOCK-----[\s\S]*?(?:-----END PGP PRIVATE KEY BLOCK-----|$)/g, '[private key]'],
  // Greedy up to the last @, since people paste passwords with / and @ into URLs without escaping them.
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#@:"'<>]{0,256}):[^\s"'<>]{1,1024}@/gi, `$1:${REDACTED}@`],
  [
    new RegExp(`\\b(Bearer|Basic|DPoP|Negotiate)(\\s+)(?!${PROSE}(?:[\\s,;:)"']|\\.(?:\\s|$)|$))[\\w.~+/=-]+`, 'gi'),
    `$1$2${REDACTED}`,
  ],
  // JSON Web Tokens and compact JWEs.
  [/\beyJ[\w-]{8,}\.[\w-]*\.[\w-]+(?:\.[\w-]*\.[\w-]+)?/g, REDACTED],
  [new RegExp(`\\b((?:${NAMES})=)[^\\s&"',;]+`, 'gi'), `$1${REDACTED}`],
  [
    new RegExp(`(\\\\?["'](?:${NAMES})\\\\?["']\\s{0,8}:\\s{0,8}\\\\?["'])(?:[^"'\\\\]|\\\\[^"'])*`, 'gi'),
    `$1${REDACTED}`,
  ],
];

/** `text` with everything in it that has the form of a secret replaced, and cut to {@link MAX_TEXT_LENGTH}. */
export function redactText(text: string): string {
  const searched = text.length > SEARCHED_LENGTH ? text.slice(0, SEARCHED_LENGTH) : text;
  const clean = PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), searched);
  const cut = clean.length > MAX_TEXT_LENGTH || searched.length < text.length;
  return cut ? `${clean.slice(0, MAX_TEXT_LENGTH)} [cut, ${text.length} characters in all]` : clean;
}
