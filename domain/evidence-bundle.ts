/** Evidence bundles: what one is about, how large it may be, and how long it is kept. */

/** One of the ids is given, the others are null; the period goes with a resource alone. */
export interface BundleSelection {
  readonly job_id: number | null;
  readonly session_id: string | null;
  readonly approval_id: number | null;
  /** Not there in bundles from before there were such. */
  readonly access_review_id?: number | null;
  readonly resource_id: number | null;
  /** From this time on. */
  readonly from: Date | null;
  /** Up to, not including, this time. */
  readonly to: Date | null;
}

export const BUNDLE_STATES = ['building', 'ready', 'failed'] as const;
export type BundleState = (typeof BUNDLE_STATES)[number];

/** More are an export, not a bundle. */
export const MAX_BUNDLE_RECORDS = 50_000;
/** Unpacked; what checks bundles reads no larger ones. */
export const MAX_BUNDLE_BYTES = 1_000_000_000;
/** Of all bundles of an organization: no more are asked for meanwhile. They lie in the database, beside everything else. */
export const MAX_STORED_BUNDLE_BYTES = 10_000_000_000;
/** Of those that one caller has asked for, so that nobody uses up the bundles of all: half. */
export const MAX_STORED_BUNDLE_BYTES_OF_REQUESTER = MAX_STORED_BUNDLE_BYTES / 2;
/** How many of one caller may be under way: half of those that may be in the organization. */
export const MAX_UNFINISHED_BUNDLES_OF_REQUESTER = 10;

const BUNDLE_KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** A bundle is a copy to be fetched: it is gone at this time, and can be asked for again. */
export function bundleExpiresAt(askedAt: Date): Date {
  return new Date(askedAt.getTime() + BUNDLE_KEPT_DAYS * DAY_MS);
}

/** `records of job 7`, for people and for records. */
export function selectionInWords(selection: BundleSelection): string {
  const { job_id, session_id, approval_id, access_review_id, resource_id, from, to } = selection;
  if (job_id !== null) return `records of job ${job_id}`;
  if (session_id !== null) return `records of session ${session_id}`;
  if (approval_id !== null) return `records of approval ${approval_id}`;
  if (access_review_id) return `records of access review ${access_review_id}`;
  return `records of resource ${resource_id} from ${from?.toISOString()} to ${to?.toISOString()}`;
}
