/** The organizations of requests, as they are in the database now. */

import type { OrganizationDocument } from '../../store/models/identity.ts';
import type { Store } from '../../store/store.ts';
import { FreshRead } from './fresh-read.ts';

export class Organizations {
  readonly #byId: FreshRead<OrganizationDocument | null>;
  readonly #byName: FreshRead<OrganizationDocument | null>;

  constructor(store: Store) {
    const { organizations } = store.models;
    this.#byId = new FreshRead((id) => organizations.findOne({ _id: Number(id) }).lean<OrganizationDocument>());
    this.#byName = new FreshRead((name) => organizations.findOne({ name: { $eq: name } }).lean<OrganizationDocument>());
  }

  /** null for one that is missing or inactive. */
  async active(id: number): Promise<OrganizationDocument | null> {
    return ifActive(await this.#byId.get(String(id)));
  }

  async activeByName(name: string): Promise<OrganizationDocument | null> {
    return ifActive(await this.#byName.get(name));
  }
}

function ifActive(organization: OrganizationDocument | null): OrganizationDocument | null {
  return organization?.status === 'active' ? organization : null;
}
