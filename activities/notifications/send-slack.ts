/** Sends an event to a channel of Slack, or of what understands its incoming webhooks. */

import { notificationText } from '../../domain/notification-text.ts';
import type { SendLimits } from '../delivery/send-limits.ts';
import type { Outgoing, Taken } from './contract.ts';
import { postCard } from './post-card.ts';

/** @throws DeliveryFailed */
export function sendSlack(outgoing: Outgoing, limits: SendLimits): Promise<Taken> {
  const { title, facts } = notificationText(outgoing.cloudEvent);
  const lines = facts.map(([name, value]) => `*${name}* ${escaped(value)}`);
  return postCard(outgoing, limits, {
    // What clients show that cannot show blocks.
    text: escaped(title),
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: title } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: lines.join('\n'), verbatim: true }] },
    ],
  });
}

/** What could begin a link, or call people by name (`<!channel>`), is text. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
