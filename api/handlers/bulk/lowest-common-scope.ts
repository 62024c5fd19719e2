/** Where work on things in several scopes lies. */

/**
 * The last scope that all of them begin with; undefined where they have none in common.
 * @param lineages scopes from the root down to each.
 */
export function lowestCommonScope([first = [], ...others]: readonly (readonly number[])[]): number | undefined {
  return first.filter((id, at) => others.every((lineage) => lineage[at] === id)).at(-1);
}
