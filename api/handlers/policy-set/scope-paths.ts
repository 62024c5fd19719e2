/** Scopes by the names that lead to them, which stay the same from one installation to the next; ids do not. */

import type { ClientSession } from 'mongoose';
import type { ScopeDocument } from '../../../store/models/inventory.ts';
import type { Store } from '../../../store/store.ts';

type NamedScope = Pick<ScopeDocument, '_id' | 'name' | 'ancestors'>;

export class ScopePaths {
  readonly #paths = new Map<number, string>();
  readonly #ids = new Map<string, number>();

  private constructor(scopes: readonly NamedScope[]) {
    const names = new Map(scopes.map(({ _id, name }) => [_id, name]));
    for (const { _id, ancestors } of scopes) {
      // The root has no name in a path: every installation calls it otherwise.
      const below = [...ancestors, _id].slice(1).map((id) => escaped(names.get(id) ?? ''));
      const path = `/${below.join('/')}`;
      this.#paths.set(_id, path);
      this.#ids.set(path, _id);
    }
  }

  static async of(store: Store, organizationId: number, session?: ClientSession): Promise<ScopePaths> {
    const scopes = await store.models.scopes
      .find({ organization_id: organizationId }, { name: 1, ancestors: 1 })
      .session(session ?? null)
      .lean<NamedScope[]>();
    return new ScopePaths(scopes);
  }

  pathOf(id: number): string {
    const path = this.#paths.get(id);
    if (path === undefined) throw new Error(`there is no scope ${id}`);
    return path;
  }

  idOf(path: string): number | undefined {
    return this.#ids.get(path);
  }
}

/** As in a JSON Pointer (RFC 6901). */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
