/** Sends an event to Microsoft Teams: an Adaptive Card to the webhook of a workflow. */

import { notificationText } from '../../domain/notification-text.ts';
import type { SendLimits } from '../delivery/send-limits.ts';
import type { Outgoing, Taken } from './contract.ts';
import { postCard } from './post-card.ts';

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** @throws DeliveryFailed */
export function sendTeams(outgoing: Outgoing, limits: SendLimits): Promise<Taken> {
  const { title, facts } = notificationText(outgoing.cloudEvent);
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [line([{ type: 'TextRun', text: title, weight: 'Bolder' }]), ...facts.map(factLine)],
  };
  return postCard(outgoing, limits, { type: 'message', attachments: [{ contentType: CARD_TYPE, content }] });
}

/** Of runs of text: a `TextBlock` or a `FactSet` would take what stands in a name for Markdown, links among it. */
function line(inlines: readonly object[]) {
  return { type: 'RichTextBlock', inlines };
}

function factLine([name, value]: readonly [string, string]) {
  return line([
    { type: 'TextRun', text: `${name}: `, isSubtle: true },
    { type: 'TextRun', text: value },
  ]);
}
