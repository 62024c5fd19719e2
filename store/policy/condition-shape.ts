/** Bounds on the text of conditions, looked at before Cedar does: it goes as deep as a text does, and its stack is small. */

/** Brackets within brackets. */
const MOST_DEPTH = 15;
/** Words, numbers, texts and signs of one policy. */
const MOST_TOKENS = 500;
const MOST_IFS = 5;
const TOKEN = /\/\/[^\n]*|"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*|\d+|\S/gs;

/** What is too much of it; null: nothing. */
export function faultOfShape(text: string): string | null {
  let [depth, tokens, ifs] = [0, 0, 0];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('//')) continue;
    tokens += 1;
    if (token === 'if') ifs += 1;
    if ('([{'.includes(token)) depth += 1;
    if (')]}'.includes(token)) depth -= 1;
    if (token === ';' && depth <= 0) [depth, tokens, ifs] = [0, 0, 0];
    if (depth > MOST_DEPTH) return `holds brackets more than ${MOST_DEPTH} deep`;
    if (tokens > MOST_TOKENS) return `holds a policy of more than ${MOST_TOKENS} words and signs; divide it`;
    if (ifs > MOST_IFS) return `holds a policy with more than ${MOST_IFS} ifs; divide it`;
  }
  return null;
}
