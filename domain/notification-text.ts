/** An event for people to read: a line, and what is known beside it. Senders mark it up, each in their own way. */

import type { CloudEvent } from './cloud-event.ts';

export interface NotificationText {
  readonly title: string;
  /** Names and values. */
  readonly facts: readonly (readonly [string, string])[];
}

const MAX_TITLE_LENGTH = 250;

export function notificationText({ id, type, severity, subject, time, scopeid, correlationid, data }: CloudEvent) {
  const title = plain(`[${severity}] ${data['summary']}`);
  const facts: [string, unknown][] = [
    ['Type', type],
    ['About', subject],
    ['Time', time],
    ['Scope', scopeid],
    ['Job', data['job_id']],
    ['Correlation', correlationid],
    ['Event', id],
  ];
  return {
    title: title.length > MAX_TITLE_LENGTH ? `${cut(title)}…` : title,
    facts: facts.flatMap(([name, value]) => {
      const isKnown = value !== null && value !== undefined;
      return isKnown ? [[name, plain(String(value))] as const] : [];
    }),
  } satisfies NotificationText;
}

/** Not within a character. */
function cut(title: string): string {
  return title.slice(0, MAX_TITLE_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '');
}

/** One line: names that people have given may hold anything. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
