/** The order in which a plan takes its resources. */

export interface Placed {
  readonly _id: number;
  readonly device_id: number;
}

/**
 * Device after device in turns, so that one that is slow does not hold up all: first the first resource of each, then
 * the second of each, and so on. The same resources always come in the same order.
 */
export function interleave<Resource extends Placed>(resources: readonly Resource[]): Resource[] {
  const taken = new Map<number, number>();
  return resources
    .toSorted((one, other) => one._id - other._id)
    .map((resource) => {
      const turn = taken.get(resource.device_id) ?? 0;
      taken.set(resource.device_id, turn + 1);
      return { resource, turn };
    })
    .sort((one, other) => one.turn - other.turn || one.resource.device_id - other.resource.device_id)
    .map(({ resource }) => resource);
}
