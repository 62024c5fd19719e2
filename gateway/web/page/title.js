// @ts-check
/** Titles: ours first, then what the target wishes for, without what deceives the eye. */

const LONGEST = 80;

/**
 * Takes out control and format characters (among them those that turn the direction of text), and what is too long.
 * @param {string} text of whoever
 */
export function safeTitle(text) {
  const visible = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
  return [...visible].slice(0, LONGEST).join('').trim();
}

/**
 * @param {string} own whom and where, as the gateway says
 * @param {string} wished by the target; may be empty
 */
export function pageTitle(own, wished) {
  const safe = safeTitle(wished);
  return safe === '' ? own : `${own} · ${safe}`;
}
