/**
 * Records refusals of callers who did not prove who they are, without letting them fill the database.
 *
 * Each organization gets {@link INDIVIDUAL_PER_WINDOW} records of its own per minute and process; what
 * comes beyond is counted, and one more record at the end of the minute says how many there were. So a
 * flood costs 31 records a minute, whatever its size. The access log still has a line for each.
 */

import type { AuditEntry } from '../domain/audit.ts';
import { type AuditWriter, newEventId } from '../store/audit-log.ts';

export const INDIVIDUAL_PER_WINDOW = 30;
const WINDOW_MS = 60_000;

interface Window {
  recorded: number;
  /** Counted, not recorded. */
  suppressed: number;
  /** The newest of the suppressed, which lends the summary its form. */
  last: AuditEntry | undefined;
}

export class AnonymousRefusals {
  readonly #writer: AuditWriter;
  readonly #windowMs: number;
  readonly #windows = new Map<number, Window>();
  #timer: NodeJS.Timeout | undefined;

  constructor(writer: AuditWriter, windowMs = WINDOW_MS) {
    this.#writer = writer;
    this.#windowMs = windowMs;
  }

  /** Resolves once the refusal is committed, or counted. */
  async record(entry: AuditEntry): Promise<void> {
    const window = this.#windows.get(entry.organization_id) ?? { recorded: 0, suppressed: 0, last: undefined };
    this.#windows.set(entry.organization_id, window);
    this.#timer ??= setTimeout(() => void this.#turn(), this.#windowMs).unref();
    if (window.recorded < INDIVIDUAL_PER_WINDOW) {
      window.recorded += 1;
      await this.#writer.write(entry);
    } else {
      window.suppressed += 1;
      window.last = entry;
    }
  }

  /** Ends the window at once, for shutdown. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#turn();
  }

  async #turn(): Promise<void> {
    this.#timer = undefined;
    const windows = [...this.#windows.values()];
    this.#windows.clear();
    await Promise.all(windows.map((window) => this.#summarize(window)));
  }

  async #summarize({ suppressed, last }: Window): Promise<void> {
    if (!last) return;
    const summary = {
      ...last,
      actor: { ...last.actor, address: null },
      target_id: null,
      operation: 'authenticate',
      permission: null,
      reason: `${suppressed} more callers without valid credentials were refused within ${this.#windowMs / 1000} s`,
      correlation_id: newEventId(),
      trace_id: null,
    };
    try {
      await this.#writer.write(summary);
    } catch {
      // The database is away: the count waits for the next window instead of being lost.
      const window = this.#windows.get(last.organization_id) ?? { recorded: 0, suppressed: 0, last };
      this.#windows.set(last.organization_id, { ...window, suppressed: window.suppressed + suppressed, last });
      this.#timer ??= setTimeout(() => void this.#turn(), this.#windowMs).unref();
    }
  }
}
