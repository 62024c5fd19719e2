/** Notification channels: who outside hears of events, and what was sent to each. */

import type { Connection } from 'mongoose';
import type { DeliveryFailureCode } from '../../domain/log-collector.ts';
import type {
  ChannelKind,
  ChannelPause,
  ChannelStatus,
  DeliveryEnd,
  NotificationDeliveryStatus,
} from '../../domain/notification-channel.ts';
import type { NotificationFilters, NotificationSource, Severity } from '../../domain/notification-event.ts';
import type { SealedSecret } from '../vault/sealed-secret.ts';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';
import type { DeliveryFailure } from './log-collector.ts';

/** How far somebody has come in what happens in an organization. */
export interface FeedPosition {
  /** Of the first entry of the log that is not read yet. */
  readonly index: number;
  /** Number of the last operational event that was read. */
  readonly event: number;
}

interface WebhookDestination {
  readonly url: string;
}

/** The URL is the secret. */
interface ChatDestination {
  readonly origin: string;
}

export interface JiraDestination {
  /** Base URL. */
  readonly url: string;
  /** null: the token says who it is. */
  readonly user: string | null;
  readonly project_key: string;
  readonly issue_type: string;
}

export interface EmailDestination {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls';
  /** null: nobody has to log in. */
  readonly username: string | null;
  readonly from: string;
  readonly to: readonly string[];
}

/** Where it leads, under the name of its kind; nothing secret. */
export interface ChannelDestination {
  readonly webhook?: WebhookDestination;
  readonly slack?: ChatDestination;
  readonly teams?: ChatDestination;
  readonly jira?: JiraDestination;
  readonly email?: EmailDestination;
}

export interface ChannelSecret {
  /** Grows with each: a sealed one opens for its own version alone. */
  readonly version: number;
  readonly sealed: SealedSecret;
  readonly created_at: Date;
  /** Until when it is used beside the newest; null: it is the newest. */
  readonly expires_at: Date | null;
}

/**
 * The revision counts changes of the settings. Deliveries move the fields from `position` on without it, and only while
 * the revision is the one that they were made under.
 */
export interface NotificationChannelDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** Where it lies: it hears of what happens there and below. */
  readonly scope_id: number;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly destination: ChannelDestination;
  readonly tls: { readonly ca_pem: string | null; readonly server_name: string | null };
  readonly filters: NotificationFilters;
  /** What a webhook is signed with, or what opens the other side; newest first. */
  readonly secrets: readonly ChannelSecret[];
  /** Whose right to read there it rests on: who has set it up, changed or activated it last. */
  readonly answerable: { readonly type: 'user' | 'application'; readonly id: number };
  readonly status: ChannelStatus;
  /** null where it is not paused. */
  readonly paused_for: ChannelPause | null;
  readonly position: FeedPosition;
  /** When it began: operational events from before may have no number by then, and are none of its; absent in what is older than this. */
  readonly since?: Date;
  /** Of the next delivery. */
  readonly next_number: number;
  readonly last_delivery_at: Date | null;
  readonly failing_since: Date | null;
  readonly consecutive_failures: number;
  readonly last_error: DeliveryFailure | null;
  /** Until when it is not asked at all. */
  readonly retry_at: Date | null;
  /** Until when it has asked itself to be left alone; absent in what is older than this. */
  readonly held_until?: Date | null;
  /** When an API process looks after its workflow again. */
  readonly watch_due_at: Date;
  /** The revision that its workflow has been told of. */
  readonly told_revision: number;
}

/** How many operational events of an organization have their number. */
export interface EventFeedDocument {
  /** The organization. */
  readonly _id: number;
  readonly size: number;
}

export interface DeliveryAttempt {
  readonly at: Date;
  /** null: it was taken. */
  readonly code: DeliveryFailureCode | DeliveryEnd | null;
  /** What the server has answered; null where it has not. */
  readonly status: number | null;
  readonly duration_ms: number;
}

/** An event on its way to a channel. The event itself stays where it is kept, and is read from there each time. */
export interface NotificationDeliveryDocument {
  /** `<channel>:<event>`: an event is on its way to a channel once. */
  readonly _id: string;
  readonly organization_id: number;
  readonly channel_id: number;
  readonly event_id: string;
  readonly source: NotificationSource;
  readonly event_type: string;
  readonly severity: Severity;
  readonly line: string;
  /** In the order in which the channel gets them. */
  readonly number: number;
  readonly status: NotificationDeliveryStatus;
  /** Tries since it was queued last. */
  readonly tries: number;
  /** The newest of them, the oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
  readonly first_failed_at: Date | null;
  /** When the newest try began where the other side must not get it twice; absent otherwise. */
  readonly begun_at?: Date;
  readonly next_attempt_at: Date | null;
  readonly created_at: Date;
  readonly ended_at: Date | null;
  /** Somebody has asked for it, whatever the filters want; absent otherwise. */
  readonly by_hand?: boolean;
  /** Where the other side keeps it, where it says so. */
  readonly receipt: string | null;
  /** When it is forgotten; null while it is pending. */
  readonly expires_at: Date | null;
}

const number = { type: Number, required: true } as const;
const text = { type: String, required: true } as const;
const date = { type: Date, default: null } as const;

export function notificationModels(connection: Connection) {
  return {
    eventFeeds: defineModel<EventFeedDocument>(connection, 'event_feeds', { _id: Number, size: number }),
    notificationChannels: defineModel<NotificationChannelDocument>(
      connection,
      'notification_channels',
      {
        _id: Number,
        organization_id: number,
        scope_id: number,
        name: text,
        kind: text,
        destination: { type: Object, required: true },
        tls: { type: Object, required: true },
        filters: { type: Object, required: true },
        secrets: [Object],
        answerable: { type: Object, required: true },
        status: text,
        paused_for: { type: String, default: null },
        position: { type: Object, required: true },
        since: { type: Date },
        next_number: number,
        last_delivery_at: date,
        failing_since: date,
        consecutive_failures: number,
        last_error: { type: Object, default: null },
        retry_at: date,
        held_until: date,
        watch_due_at: { type: Date, required: true },
        told_revision: number,
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, name: 1 }, options: { unique: true } },
        { keys: { organization_id: 1, _id: 1 } },
        { keys: { watch_due_at: 1 }, options: { partialFilterExpression: { status: 'active' }, name: 'watched' } },
      ],
    ),
    notificationDeliveries: defineModel<NotificationDeliveryDocument>(
      connection,
      'notification_deliveries',
      {
        _id: String,
        organization_id: number,
        channel_id: number,
        event_id: text,
        source: text,
        event_type: text,
        severity: text,
        line: text,
        number,
        status: text,
        tries: number,
        attempts: [Object],
        first_failed_at: date,
        begun_at: { type: Date },
        by_hand: { type: Boolean },
        next_attempt_at: date,
        created_at: { type: Date, required: true },
        ended_at: date,
        receipt: { type: String, default: null },
        expires_at: date,
      },
      [
        { keys: { channel_id: 1, status: 1, number: 1 } },
        { keys: { channel_id: 1, number: -1 } },
        { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
      ],
    ),
  };
}
