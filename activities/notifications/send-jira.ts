/** Makes an issue of an event in Jira (Cloud and Data Center), one an event: its label says whether there is one already. */

import { notificationText } from '../../domain/notification-text.ts';
import type { Secret } from '../../domain/secret.ts';
import type { JiraDestination } from '../../store/models/notification-channel.ts';
import { DeliveryFailed } from '../delivery/delivery-failed.ts';
import { exchangeHttp, requireSuccess } from '../delivery/http-exchange.ts';
import type { SendLimits } from '../delivery/send-limits.ts';
import type { Outgoing, Taken } from './contract.ts';

const ISSUE_KEY = /^[A-Z][A-Z0-9_]{0,40}-\d{1,12}$/;

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

/** @throws DeliveryFailed */
export async function sendJira(outgoing: Outgoing, limits: SendLimits): Promise<Taken> {
  const { jira } = outgoing.channel.destination;
  const [token] = outgoing.secrets;
  if (!jira || !token) throw new DeliveryFailed('internal', 'the channel has no server of Jira, or no token for it');
  const call = (asked: Call) => callJira(outgoing, { jira, token }, limits, asked);
  // Asked for where an answer may have been lost: who never failed was never made.
  if (outgoing.isRetry) {
    const found = await call({ method: 'GET', path: searchPath(jira, labelOf(outgoing)) });
    const [issue] = [Object(found.answer)['issues'] ?? []].flat();
    const key = issueKey(issue);
    if (key !== null) return { status: found.status, receipt: key };
  }
  const { status, answer } = await call({ method: 'POST', path: '/rest/api/2/issue', body: issueOf(jira, outgoing) });
  return { status, receipt: issueKey(answer) };
}

/** A label holds no spaces, and is the event's id otherwise. */
function labelOf({ cloudEvent }: Outgoing): string {
  return `capstan-${cloudEvent.id}`;
}

/** Jira Cloud has given up the search that Data Center has. */
function searchPath({ user }: JiraDestination, label: string): string {
  const query = new URLSearchParams({ jql: `labels = "${label}"`, fields: 'key', maxResults: '1' });
  return `${user === null ? '/rest/api/2/search' : '/rest/api/3/search/jql'}?${query}`;
}

function issueOf({ project_key, issue_type }: JiraDestination, outgoing: Outgoing): object {
  const { title, facts } = notificationText(outgoing.cloudEvent);
  return {
    fields: {
      project: { key: project_key },
      issuetype: { name: issue_type },
      summary: title,
      description: facts.map(([name, value]) => `${name}: ${escaped(value)}`).join('\n'),
      labels: ['capstan', labelOf(outgoing)],
    },
  };
}

/** Of Jira's markup: no link, image, macro, table or mention of somebody comes of a name. */
function escaped(text: string): string {
  return text.replace(/[\\[\]{}!|~^*_+?-]/g, '\\$&');
}

async function callJira(
  { channel }: Outgoing,
  { jira, token }: { readonly jira: JiraDestination; readonly token: Secret },
  limits: SendLimits,
  { method, path, body }: Call,
) {
  const url = new URL(`${jira.url.replace(/\/+$/, '')}${path}`);
  const headers = {
    Accept: 'application/json',
    Authorization: authorization(jira.user, token),
    ...(body ? { 'Content-Type': 'application/json; charset=utf-8' } : {}),
  };
  const request = { url, tls: channel.tls, method, headers, body: Buffer.from(body ? JSON.stringify(body) : '') };
  const answered = await exchangeHttp(request, limits);
  requireSuccess(url, answered);
  return { status: answered.status, answer: parsed(answered.body) };
}

/** Cloud knows users by their address and an API token, Data Center by a token alone. */
function authorization(user: string | null, token: Secret): string {
  if (user === null) return `Bearer ${token.reveal()}`;
  return `Basic ${Buffer.from(`${user}:${token.reveal()}`).toString('base64')}`;
}

/** What is no JSON says nothing: the status has said that it was taken. */
function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

function issueKey(issue: unknown): string | null {
  const { key } = Object(issue);
  return typeof key === 'string' && ISSUE_KEY.test(key) ? key : null;
}
