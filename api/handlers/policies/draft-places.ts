/** Who tries drafts in this process: each keeps it busy for seconds, so only so many do, and one organization leaves places to others. */

const MOST_AT_ONCE = 4;
const MOST_OF_ONE_ORGANIZATION = 2;

export class DraftPlaces {
  /** The organization that each caller is of. */
  readonly #underWay = new Map<string, number>();

  /** @returns what gives the place back; null where there is none for the caller now, who has one already, or whose organization has enough. */
  take(caller: string, organizationId: number): (() => void) | null {
    if (this.#underWay.has(caller) || this.#underWay.size >= MOST_AT_ONCE) return null;
    const ofOrganization = [...this.#underWay.values()].filter((id) => id === organizationId).length;
    if (ofOrganization >= MOST_OF_ONE_ORGANIZATION) return null;
    this.#underWay.set(caller, organizationId);
    return () => void this.#underWay.delete(caller);
  }
}
