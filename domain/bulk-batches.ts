/** How the resources of a wave are divided into batches, of which some are worked on at once. */

/** Of one activity at most: so many that what begins and ends it is small beside its work. */
const MOST = 500;
/** Smaller ones would begin and end more than they work. */
const LEAST = 100;

/**
 * Large ones first, then smaller and smaller: those that are worked on at once should end at about the same time, or the last
 * one has the targets to itself, and may use only its share of them.
 * @param atOnce how many batches are worked on at once.
 * @returns sizes, whose sum is `count`.
 */
export function batchSizes(count: number, atOnce: number): number[] {
  const sizes: number[] = [];
  let left = count;
  while (left > atOnce * LEAST) {
    const size = Math.min(MOST, Math.max(LEAST, Math.ceil(left / (2 * atOnce))));
    sizes.push(size);
    left -= size;
  }
  const last = Math.ceil(left / atOnce);
  for (; left > 0; left -= last) sizes.push(Math.min(last, left));
  return sizes;
}
