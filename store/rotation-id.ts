/** Names the rotation that made a version of a credential. */

/** What all rotation ids of a job on a resource begin with. */
export function rotationPrefix(jobId: number, resourceId: number): string {
  return `job:${jobId}:${resourceId}:`;
}

/** One candidate per turn at the lease: a job that lost its lease may need another one later. */
export function rotationIdOf(ref: {
  readonly jobId: number;
  readonly resourceId: number;
  readonly leaseToken: number;
  readonly round: number;
}): string {
  return `${rotationPrefix(ref.jobId, ref.resourceId)}${ref.leaseToken}:${ref.round}`;
}

/** The job that has made the version; null for what a client handed in. */
export function jobOfRotation(rotationId: string | null): number | null {
  const id = Number(/^job:(\d+):/.exec(rotationId ?? '')?.[1]);
  return Number.isSafeInteger(id) ? id : null;
}
