/** What a draft governs and the caller may see, in the order in which pages tell of it: resources by id, then protected information. */

import type { mongo } from 'mongoose';
import type { BindingTarget, BoundPolicy } from '../../../domain/policy/effective.ts';
import {
  ASKED_OF_INFORMATION,
  ASKED_OF_RESOURCE,
  type AskedInformation,
  type AskedResource,
} from '../../../store/policy/asked-about.ts';
import type { EvaluateRequest } from './drafted-book.ts';

export type AskedKind = 'resource' | 'information';

export type AskedBatch =
  | { readonly kind: 'resource'; readonly documents: readonly AskedResource[] }
  | { readonly kind: 'information'; readonly documents: readonly AskedInformation[] };

/** Read at once: memory holds so many. */
const BATCH = 500;

export class DraftedObjects {
  readonly #request: EvaluateRequest;
  readonly #kinds: readonly AskedKind[];
  readonly #scopes: readonly number[];
  readonly #resources: readonly number[];

  /** @param kinds what the operations that are asked about are done with. */
  constructor(request: EvaluateRequest, bindings: readonly BoundPolicy[], kinds: readonly AskedKind[]) {
    const of = (type: BindingTarget) =>
      bindings.filter(({ targetType }) => targetType === type).map(({ targetId }) => targetId);
    this.#request = request;
    this.#kinds = kinds;
    this.#scopes = [...new Set(of('scope').flatMap((id) => request.access.profile.tree.subtree(id)))];
    this.#resources = of('resource');
  }

  async count(): Promise<number> {
    const { resources, protectedInformation } = this.#request.means.store.models;
    const counts = await Promise.all(
      this.#kinds.map((kind) =>
        kind === 'resource'
          ? resources.countDocuments(this.#resourcesBelow())
          : protectedInformation.countDocuments(this.#informationBelow()),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** From the first one after `kind` and `id` on. */
  async *after(kind: AskedKind, id: number): AsyncGenerator<AskedBatch> {
    if (kind === 'resource' && this.#kinds.includes('resource')) yield* this.#resourcesAfter(id);
    if (this.#kinds.includes('information')) yield* this.#informationAfter(kind === 'information' ? id : 0);
  }

  async *#resourcesAfter(id: number): AsyncGenerator<AskedBatch> {
    const { resources } = this.#request.means.store.models;
    for (let last = id; ; ) {
      const documents = await resources
        .find({ $and: [this.#resourcesBelow(), { _id: { $gt: last } }] }, [...ASKED_OF_RESOURCE])
        .sort({ _id: 1 })
        .limit(BATCH)
        .lean<AskedResource[]>();
      const end = documents.at(-1);
      if (!end) return;
      yield { kind: 'resource', documents };
      last = end._id;
    }
  }

  async *#informationAfter(id: number): AsyncGenerator<AskedBatch> {
    const { protectedInformation } = this.#request.means.store.models;
    for (let last = id; ; ) {
      const documents = await protectedInformation
        .find({ $and: [this.#informationBelow(), { _id: { $gt: last } }] }, [...ASKED_OF_INFORMATION])
        .sort({ _id: 1 })
        .limit(BATCH)
        .lean<AskedInformation[]>();
      const end = documents.at(-1);
      if (!end) return;
      yield { kind: 'information', documents };
      last = end._id;
    }
  }

  #resourcesBelow(): mongo.Filter<AskedResource> {
    const below = { $or: [{ scope_id: { $in: this.#scopes } }, { _id: { $in: this.#resources } }] };
    return this.#own([...this.#request.access.filterWith('resource', 'policy:read').$and, below]);
  }

  #informationBelow(): mongo.Filter<AskedInformation> {
    const below = { scope_id: { $in: this.#scopes } };
    return this.#own([...this.#request.access.filterWith('protectedInformation', 'policy:read').$and, below]);
  }

  #own(conditions: readonly object[]): object {
    return { organization_id: this.#request.organizationId, $and: conditions };
  }
}
