/** How the resources of a wave are divided into batches, of which some are worked on at once. */

/** Of one activity at most. */
const MOST = 800;
/** Where they would be smaller, what is left is divided evenly: they would begin and end more than they work. */
const LEAST = 100;
/** What those that are worked on at once leave for the next ones, by which differences in their pace are made up. */
const LEFT_SHARE = 0.2;

/**
 * Each begins and ends with lanes that have nothing to do, so there are few of them; and those that are worked on at once
 * should end at about the same time, or the last one has the targets to itself, and may use only its share of them. So most
 * is divided evenly, then most of what is left, until that is little.
 * @param atOnce how many batches are worked on at once.
 * @returns sizes, whose sum is `count`.
 */
export function batchSizes(count: number, atOnce: number): number[] {
  const sizes: number[] = [];
  for (let left = count; left > 0; ) {
    const most = Math.ceil((left * (1 - LEFT_SHARE)) / atOnce);
    const size = most < LEAST ? Math.ceil(left / atOnce) : Math.min(MOST, most);
    for (let one = 0; one < atOnce && left > 0; one += 1) {
      sizes.push(Math.min(size, left));
      left -= size;
    }
  }
  return sizes;
}
