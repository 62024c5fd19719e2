/** Groups that rules for consent name: names stay the same from one organization to the next; ids do not. */

import type { ClientSession } from 'mongoose';
import type { Request } from '../../operation.ts';
import { unusable } from '../found.ts';

interface Given {
  readonly ids: readonly number[] | undefined;
  readonly names: readonly string[] | undefined;
}

export class NamedGroups {
  readonly #ids: ReadonlyMap<string, number>;

  private constructor(ids: ReadonlyMap<string, number>) {
    this.#ids = ids;
  }

  /**
   * @param names of active groups; others are as if they were not there.
   * @param kept ids of groups that the policy names already: they may be inactive by now.
   */
  static async of(
    { organizationId, means }: Pick<Request, 'organizationId' | 'means'>,
    names: readonly string[],
    session?: ClientSession,
    kept: readonly number[] = [],
  ): Promise<NamedGroups> {
    if (names.length === 0) return new NamedGroups(new Map());
    const usable = [{ status: 'active' as const }, { _id: { $in: [...kept] } }];
    const found = await means.store.models.groups
      .find({ organization_id: organizationId, $or: usable, name: { $in: [...new Set(names)] } }, { name: 1 })
      .session(session ?? null)
      .lean();
    return new NamedGroups(new Map(found.map(({ _id, name }) => [name, _id])));
  }

  /**
   * @param field that gives names.
   * @returns ids; undefined where the body gives neither.
   * @throws CapstanError `unprocessable`.
   */
  read({ ids, names }: Given, field: string): readonly number[] | undefined {
    if (names === undefined) return ids;
    if (ids !== undefined && ids.length > 0) throw unusable(field, 'and ids of groups do not go together');
    return names.map((name, at) => {
      const id = this.#ids.get(name);
      if (id === undefined) throw unusable(`${field}.${at}`, 'names no active group of the organization');
      return id;
    });
  }
}
