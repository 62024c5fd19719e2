/** Where a job and its resource lie: what the operational log says beside each event of theirs. */

import type { JobDocument } from '../store/models/job.ts';
import type { Store } from '../store/store.ts';

export interface JobPlace {
  readonly scopeId: number | null;
  readonly deviceId: number | null;
}

interface PlacedJob {
  readonly organizationId: number;
  readonly jobId: number;
  readonly resourceId?: number;
}

const NOWHERE: JobPlace = { scopeId: null, deviceId: null };
/** Jobs under way and then some; a job that is looked up again costs two small reads. */
const KEPT = 5_000;

export class JobPlaces {
  readonly #store: Store;
  /** The longest unused first. A job stays where it was asked for, and a resource on its device. */
  readonly #known = new Map<string, JobPlace>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Never rejects: what cannot be looked up lies nowhere, where only who reads at the root sees it. */
  async of(job: PlacedJob): Promise<JobPlace> {
    const key = `${job.jobId}:${job.resourceId ?? '-'}`;
    const known = this.#known.get(key);
    if (known) this.#known.delete(key);
    const place = known ?? (await this.#find(job).catch(() => undefined));
    if (place) this.#known.set(key, place);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KEPT) break;
      this.#known.delete(oldest);
    }
    return place ?? NOWHERE;
  }

  async #find({ organizationId, jobId, resourceId }: PlacedJob): Promise<JobPlace | undefined> {
    const { jobs, resources } = this.#store.models;
    const [job, resource] = await Promise.all([
      jobs
        .findOne({ _id: jobId, organization_id: organizationId }, { scope_id: 1 })
        .lean<Pick<JobDocument, 'scope_id'>>(),
      resourceId === undefined
        ? null
        : resources
            .findOne({ _id: resourceId, organization_id: organizationId }, { device_id: 1 })
            .lean<{ readonly device_id: number }>(),
    ]);
    return job ? { scopeId: job.scope_id ?? null, deviceId: resource?.device_id ?? null } : undefined;
  }
}
