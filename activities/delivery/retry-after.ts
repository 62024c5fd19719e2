/** How long a server that is busy asks to be left alone: `Retry-After` (RFC 9110, section 10.2.3). */

/** Statuses that say so. */
const BUSY = [429, 503];
/** Whoever asks for longer is asked again then: what waits for days is paused, and not by what a header says. */
export const LONGEST_ASKED_MS = 60 * 60_000;
/** The form that is to be sent; two others are long obsolete. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** @returns null where it does not ask, or not in words that are known. */
export function askedWaitMs(status: number, header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (!BUSY.includes(status)) return null;
  const waitMs = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : HTTP_DATE.test(text)
      ? Date.parse(text) - nowMs
      : Number.NaN;
  return waitMs > 0 ? Math.min(LONGEST_ASKED_MS, waitMs) : null;
}
