/** What a sender gets, and what it answers. */

import type { CloudEvent } from '../../domain/cloud-event.ts';
import type { NotificationEvent } from '../../domain/notification-event.ts';
import type { Secret } from '../../domain/secret.ts';
import type { NotificationChannelDocument } from '../../store/models/notification-channel.ts';

export interface Outgoing {
  readonly channel: NotificationChannelDocument;
  readonly event: NotificationEvent;
  readonly cloudEvent: CloudEvent;
  /** Those in use, newest first. */
  readonly secrets: readonly Secret[];
}

export interface Taken {
  /** What the server has answered. */
  readonly status: number | null;
  /** Where it keeps it, where it says so. */
  readonly receipt: string | null;
}
