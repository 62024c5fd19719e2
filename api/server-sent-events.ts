/** Writes server-sent events (WHATWG HTML, 9.2) to one client, within bounds. */

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

export interface ServerSentEvent {
  /** What `Last-Event-ID` brings back; no line breaks. */
  readonly id?: string;
  /** Name of the event; no line breaks. */
  readonly event: string;
  /** Serialised as one line of JSON. */
  readonly data: unknown;
}

export interface EventStreamOptions {
  /** Comments keep proxies from closing a silent connection. */
  readonly heartbeatMs: number;
  /** How long a stream may outlive the right to it. */
  readonly accessCheckMs: number;
  /** Asked that often; the stream ends when it says no. */
  readonly accessHolds: () => Promise<boolean>;
  /** A client that leaves more than this many bytes unread for a heartbeat is disconnected. */
  readonly maxUnreadBytes: number;
}

export const EVENT_STREAM_DEFAULTS = { heartbeatMs: 15_000, accessCheckMs: 3_000, maxUnreadBytes: 256 * 1024 } as const;

export const EVENT_STREAM_HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
} as const;

/** Text of one event. */
export function formatEvent({ id, event, data }: ServerSentEvent): string {
  const lines = [...(id === undefined ? [] : [`id: ${id}`]), `event: ${event}`, `data: ${JSON.stringify(data)}`];
  return `${lines.join('\n')}\n\n`;
}

/**
 * Writes `events` until they end, the client goes, or its access does. `leave` is called when the
 * client must be let go, so that the producer can stop. Resolves when the response has ended.
 */
export async function writeEvents(
  response: ServerResponse,
  events: AsyncIterable<ServerSentEvent>,
  leave: AbortController,
  options: EventStreamOptions,
): Promise<void> {
  const onClose = () => leave.abort();
  response.once('close', onClose);
  response.writeHead(200, EVENT_STREAM_HEADERS);
  response.flushHeaders();
  const timers = [
    setInterval(() => beat(response, leave, options), options.heartbeatMs),
    setInterval(() => void checkAccess(leave, options), options.accessCheckMs),
  ];
  for (const timer of timers) timer.unref();
  try {
    for await (const event of events) {
      if (leave.signal.aborted) break;
      if (!response.write(formatEvent(event))) await once(response, 'drain', { signal: leave.signal });
    }
  } catch (error) {
    if (!leave.signal.aborted) throw error;
  } finally {
    for (const timer of timers) clearInterval(timer);
    response.off('close', onClose);
    leave.abort();
    response.end();
  }
}

function beat(response: ServerResponse, leave: AbortController, options: EventStreamOptions): void {
  if (response.writableLength > options.maxUnreadBytes) {
    leave.abort();
    response.destroy();
    return;
  }
  response.write(': still here\n\n');
}

async function checkAccess(leave: AbortController, options: EventStreamOptions): Promise<void> {
  // An access check that cannot be made counts as a no: a stream must not outlive the right to it.
  const holds = await options.accessHolds().catch(() => false);
  if (!holds) leave.abort();
}
