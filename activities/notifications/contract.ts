/** What a sender gets, and what it answers. */

import type { CloudEvent } from '../../domain/cloud-event.ts';
import type { Secret } from '../../domain/secret.ts';
import type { NotificationChannelDocument } from '../../store/models/notification-channel.ts';
import type { SendLimits } from '../delivery/send-limits.ts';

export interface Outgoing {
  readonly channel: NotificationChannelDocument;
  readonly cloudEvent: CloudEvent;
  /** Those in use, newest first. */
  readonly secrets: readonly Secret[];
  /** It was tried before, and nobody may have heard that it arrived. */
  readonly isRetry: boolean;
}

export interface Taken {
  /** What the server has answered. */
  readonly status: number | null;
  /** Where it keeps it, where it says so. */
  readonly receipt: string | null;
}

/** Sends one event once. @throws DeliveryFailed */
export type Sender = (outgoing: Outgoing, limits: SendLimits) => Promise<Taken>;
