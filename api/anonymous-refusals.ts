/**
 * Records refusals of callers who did not prove who they are, without letting them fill the database.
 *
 * Each network gets {@link INDIVIDUAL_PER_WINDOW} records of its own per minute and process, all of them together
 * {@link MAX_PER_WINDOW}; what comes beyond is counted by organization, and one more record for each at the end of
 * the minute says how many there were. So a flood costs a bounded number of records, and hides no more than what
 * comes from where it comes from, unless it comes from very many networks at once. Whether a record is written never
 * depends on whom the caller has named: that would tell, by the time it takes, which names there are. The access log
 * still has a line for each.
 */

import type { AuditEntry } from '../domain/audit.ts';
import { networkOf } from '../runtime/addresses.ts';
import type { AuditWriter } from '../store/audit-log.ts';
import { newEventId } from '../store/event-ids.ts';

export const INDIVIDUAL_PER_WINDOW = 30;
export const MAX_PER_WINDOW = 600;
const WINDOW_MS = 60_000;

interface Suppressed {
  readonly count: number;
  /** The newest, which lends the summary its form. */
  readonly last: AuditEntry;
}

export class AnonymousRefusals {
  readonly #writer: AuditWriter;
  readonly #windowMs: number;
  /** Records in this window, by network; at most {@link MAX_PER_WINDOW} entries. */
  readonly #recorded = new Map<string, number>();
  #total = 0;
  /** By organization. */
  readonly #suppressed = new Map<number, Suppressed>();
  #timer: NodeJS.Timeout | undefined;

  constructor(writer: AuditWriter, windowMs = WINDOW_MS) {
    this.#writer = writer;
    this.#windowMs = windowMs;
  }

  /** Resolves once the refusal is committed, or counted. */
  async record(entry: AuditEntry): Promise<void> {
    this.#timer ??= setTimeout(() => void this.#turn(), this.#windowMs).unref();
    const { address } = entry.actor;
    const network = address === null ? 'unknown' : networkOf(address);
    const recorded = this.#recorded.get(network) ?? 0;
    if (recorded >= INDIVIDUAL_PER_WINDOW || this.#total >= MAX_PER_WINDOW) {
      this.#suppress(entry, 1);
      return;
    }
    this.#recorded.set(network, recorded + 1);
    this.#total += 1;
    await this.#writer.write(entry);
  }

  /** Ends the window at once, for shutdown. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#turn();
  }

  #suppress(last: AuditEntry, count: number): void {
    const before = this.#suppressed.get(last.organization_id)?.count ?? 0;
    this.#suppressed.set(last.organization_id, { count: before + count, last });
  }

  async #turn(): Promise<void> {
    this.#timer = undefined;
    const suppressed = [...this.#suppressed.values()];
    this.#suppressed.clear();
    this.#recorded.clear();
    this.#total = 0;
    await Promise.all(suppressed.map((some) => this.#summarize(some)));
  }

  async #summarize({ count, last }: Suppressed): Promise<void> {
    const summary = {
      ...last,
      actor: { ...last.actor, address: null },
      target_id: null,
      operation: 'authenticate',
      permission: null,
      change: `${count} more callers without valid credentials were refused within ${this.#windowMs / 1000} s`,
      correlation_id: newEventId(),
      trace_id: null,
    };
    try {
      await this.#writer.write(summary);
    } catch {
      // The database is away: the count waits for the next window instead of being lost.
      this.#suppress(last, count);
      this.#timer ??= setTimeout(() => void this.#turn(), this.#windowMs).unref();
    }
  }
}
