/** How each kind of channel is sent to. */

import type { ChannelKind } from '../../domain/notification-channel.ts';
import type { Sender } from './contract.ts';
import { sendEmail } from './send-email.ts';
import { sendJira } from './send-jira.ts';
import { sendSlack } from './send-slack.ts';
import { sendTeams } from './send-teams.ts';
import { sendWebhook } from './send-webhook.ts';

export const SENDERS: Readonly<Record<ChannelKind, Sender>> = {
  webhook: sendWebhook,
  slack: sendSlack,
  teams: sendTeams,
  jira: sendJira,
  email: sendEmail,
};
