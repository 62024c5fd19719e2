/** What a workflow has waited, in the words of its scenario: a busy machine takes seconds of its time between two steps, too. */

const BUSY_SECONDS = 20;

/** In seconds: `told` where it has waited so long, whole minutes otherwise. */
export function waitedSeconds(waitedMs: number, told: number | undefined): number {
  const seconds = waitedMs / 1_000;
  if (told !== undefined && seconds >= told && seconds < told + BUSY_SECONDS) return told;
  return Math.round(seconds / 60) * 60;
}
