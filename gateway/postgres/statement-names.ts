/** Which text stands behind the names of prepared statements and portals. */

/** The `parse` that a name stems from. */
export interface Prepared {
  readonly sequence: number;
  /** The beginning, with passwords masked. The whole is in the record of the `parse`. */
  readonly text: string;
}

/** Older ones are forgotten: what is carried out by such a name is recorded without a text. */
const MAX_NAMES = 2_000;
const MAX_TEXT_LENGTH = 1_000;

/** What a name may stand for is not limited to what the protocol has told: SQL can prepare and deallocate as well, unseen inside of functions. */
export class StatementNames {
  readonly #prepared: Map<string, Prepared>;
  readonly #portals: Map<string, Prepared>;

  constructor(like?: StatementNames) {
    this.#prepared = new Map(like ? like.#prepared : []);
    this.#portals = new Map(like ? like.#portals : []);
  }

  parsed(name: string, prepared: Prepared): void {
    remember(this.#prepared, name, prepared);
  }

  bound(portal: string, name: string): void {
    const prepared = this.#prepared.get(name);
    if (prepared) remember(this.#portals, portal, prepared);
    else this.#portals.delete(portal);
  }

  closed(kind: 'S' | 'P', name: string): void {
    (kind === 'S' ? this.#prepared : this.#portals).delete(name);
  }

  /** Portals end with their transaction. */
  transactionEnded(): void {
    this.#portals.clear();
  }

  /** By a statement in SQL, which may have given a name another meaning. */
  changedInSql(): void {
    this.#prepared.clear();
    this.#portals.clear();
  }

  behind(portal: string): Prepared | null {
    return this.#portals.get(portal) ?? null;
  }
}

export function preparedBy(sequence: number, text: string): Prepared {
  return { sequence, text: text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text };
}

function remember(names: Map<string, Prepared>, name: string, prepared: Prepared): void {
  // Taken out first, so that the map stays in the order in which names were given.
  names.delete(name);
  names.set(name, prepared);
  const [oldest] = names.keys();
  if (names.size > MAX_NAMES && oldest !== undefined) names.delete(oldest);
}
