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
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: title } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: lines.join('\n'), verbatim: true }] },
    ],
  });
}

/** Joins what it stands between, and is not seen. */
const JOINER = '\u200d';

/**
 * What could begin a link, or call people by name (`<!channel>`), is text: also where others, who understand the same
 * messages, know Markdown (`[name](https://…)`) and names without brackets (`@channel`).
 */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', `@${JOINER}`)
    .replaceAll('](', `]${JOINER}(`)
    .replaceAll('://', `:${JOINER}//`)
    .replace(/[*_~`](?=\S)/g, `$&${JOINER}`);
}
