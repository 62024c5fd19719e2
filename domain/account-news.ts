/** What is remembered of an account that has appeared or changed, until it is so again as it was, or is no news any more. */

/** So long a change is told; it ends earlier where it is taken back. */
export const NEWS_OF_MS = 90 * 86_400_000;

/** When it was seen first, by which look. */
export interface Appearance {
  readonly at: Date;
  readonly job_id: number;
}

/** The newest change, and what was there before the first of those that are news. */
export interface NotedChange<Fact> extends Appearance {
  readonly before: readonly Fact[];
}

interface Seen<Fact> {
  readonly before: readonly Fact[];
  readonly after: readonly Fact[];
  readonly isChanged: boolean;
}

/**
 * What is remembered after a look that has seen `after` where `before` was known. Repeated by another attempt at the same
 * look, it says the same.
 */
export function noteChange<Fact>(
  noted: NotedChange<Fact> | null,
  { before, after, isChanged }: Seen<Fact>,
  { at, job_id }: Appearance,
): NotedChange<Fact> | null {
  const isNews = noted !== null && at.getTime() - noted.at.getTime() < NEWS_OF_MS;
  const baseline = isNews ? noted.before : before;
  if (isSame(baseline, after)) return null;
  if (isChanged) return { at, job_id, before: baseline };
  return isNews ? noted : null;
}

/** In whichever order. */
function isSame<Fact>(one: readonly Fact[], other: readonly Fact[]): boolean {
  const told = (facts: readonly Fact[]) => facts.map((fact) => JSON.stringify(fact)).sort();
  return told(one).join('\n') === told(other).join('\n');
}
