/** Notification channels: who outside hears of events, and when a delivery that failed is tried again. */

export const CHANNEL_KINDS = ['webhook', 'slack', 'teams', 'jira', 'email'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Only to active ones anything is sent; paused ones keep what comes, inactive ones are kept for the record. */
export const CHANNEL_STATUSES = ['active', 'paused', 'inactive'] as const;
export type ChannelStatus = (typeof CHANNEL_STATUSES)[number];

/** Why a channel is paused. */
export const CHANNEL_PAUSES = [
  /** Somebody has paused it. */
  'asked',
  /** It has said that it is there no more (410). */
  'gone',
  /** It has taken nothing for days. */
  'dead',
  /** Whoever answers for it may not read there any more. */
  'not_permitted',
  /** Of those who were written to nobody is left. */
  'no_recipient',
] as const;
export type ChannelPause = (typeof CHANNEL_PAUSES)[number];

/** Of an organization, active or paused. */
export const MAX_CHANNELS = 50;

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type NotificationDeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Why what was queued is not sent after all. */
export type DeliveryEnd =
  /** It is not kept any more, or lies where the channel tells of nothing. */
  | 'event_gone'
  /** The filters have changed since. */
  | 'not_wanted';

/** So many of a channel wait to be sent at most; what comes beyond waits in the log. */
export const MAX_PENDING = 500;
/** Of one line as many count: one that is held up must not take the room of the others. */
export const MAX_PENDING_OF_LINE = 50;
/** Whatever line they are of. */
export const MAX_QUEUED = 5_000;
/** A line of so many that is refused is given up faster, so that it does not take all of that either. */
export const MAX_HELD_OF_LINE = 1_000;
/** Of the tries of a delivery, the newest are kept. */
export const MAX_ATTEMPTS_KEPT = 20;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** What has arrived is told of for a week, what was given up for a month. */
export const KEPT_MS = { delivered: 7 * DAY_MS, failed: 30 * DAY_MS } as const;

/** Time after each failed try; the long end is that of the Standard Webhooks specification. */
const RETRY_MS = [
  SECOND_MS,
  5 * SECOND_MS,
  15 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;
const LONGEST_RETRY_MS = 24 * HOUR_MS;

/** An event that the endpoint itself finds wrong is given up after about half an hour. */
const TRIES_OF_REFUSED = 6;
/** One of a line that has grown too long. */
const TRIES_OF_CROWDED = 2;
/** An endpoint that answers is asked again as often, for what comes next may be to its taste. */
const LONGEST_RETRY_OF_REFUSED_MS = 5 * MINUTE_MS;
/** As many failures in a row say that it is the endpoint, and not an event. */
const FAILURES_OF_ENDPOINT = 3;
/** Before the schedule is over: what an endpoint misses that takes nothing at all waits, and is not given up. */
export const DEAD_AFTER_MS = 3 * DAY_MS;

/** Statuses by which a server says that this very request is wrong. */
const BLAMING = [400, 413, 415, 422];

export function blamesEvent(status: number | null): boolean {
  return status !== null && BLAMING.includes(status);
}

/** Jira finds an issue by its label some moments after it was made: whoever asks sooner would make it again. */
const SOONEST_RETRY_MS: Readonly<Partial<Record<ChannelKind, number>>> = { jira: 30 * SECOND_MS };

/** How long to wait at least before a channel of this kind is asked again. */
export function notSooner(kind: ChannelKind, retryMs: number): number {
  return Math.max(retryMs, SOONEST_RETRY_MS[kind] ?? 0);
}

/** Until when a channel is not asked at all, by what it has failed with or asked for. */
export function restsUntil(channel: {
  readonly retry_at: Date | null;
  readonly held_until?: Date | null;
}): Date | null {
  const { retry_at, held_until = null } = channel;
  if (retry_at === null || held_until === null) return retry_at ?? held_until;
  return new Date(Math.max(retry_at.getTime(), held_until.getTime()));
}

/** Clocks differ: a channel hears of operational events that say that they are so much older than itself. */
const BEFORE_BEGINNING_MS = MINUTE_MS;

/** Whether an event that was read after the beginning of a channel happened before it. */
export function isFromBefore(since: Date | undefined, time: Date): boolean {
  return since !== undefined && time.getTime() < since.getTime() - BEFORE_BEGINNING_MS;
}

export interface FailedTry {
  /** Since it was queued, this one included. */
  readonly tries: number;
  /** The endpoint says that the event is wrong. */
  readonly blamesEvent: boolean;
  /** It has taken another event since this one first failed. */
  readonly takesOthers: boolean;
  /** More of its line wait than {@link MAX_HELD_OF_LINE}. */
  readonly isCrowded: boolean;
}

/** After how many milliseconds an event is tried again; null: it is given up, so that those behind it go on. */
export function retryEventMs({ tries, blamesEvent: isBlamed, takesOthers, isCrowded }: FailedTry): number | null {
  const patience = isBlamed ? TRIES_OF_REFUSED : RETRY_MS.length + 1;
  const most = isCrowded ? TRIES_OF_CROWDED : patience;
  if (takesOthers && tries >= most) return null;
  return RETRY_MS[tries - 1] ?? LONGEST_RETRY_MS;
}

/** Longer than a channel that fails ever waits. */
const ROW_ENDS_MS = LONGEST_RETRY_MS + 2 * HOUR_MS;

/** Whether a failure goes on from the one before: where there was nothing to send in between, that says nothing of those days. */
export function isInARow(failedBefore: Date | null, now: Date): boolean {
  return failedBefore !== null && now.getTime() - failedBefore.getTime() <= ROW_ENDS_MS;
}

/** Whether an endpoint is asked by one event at a time, after so many failures in a row. */
export function isDoubtful(failures: number): boolean {
  return failures >= FAILURES_OF_ENDPOINT;
}

/** After how many milliseconds it is asked again, whatever event it is asked with; null: at once. */
export function retryEndpointMs(failures: number, isBlamed = false): number | null {
  if (!isDoubtful(failures)) return null;
  const retryMs = RETRY_MS[failures - FAILURES_OF_ENDPOINT] ?? LONGEST_RETRY_MS;
  return isBlamed ? Math.min(LONGEST_RETRY_OF_REFUSED_MS, retryMs) : retryMs;
}
