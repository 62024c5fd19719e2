/**
 * A target in memory that behaves as PostgreSQL does behind its connector, for more accounts than a machine can serve
 * in earnest. It costs next to nothing, so what is measured against it is Capstan alone.
 */

import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChangeSession, Connector, Endpoint, KeptChangeRequest, Login } from '../../connectors/contract.ts';
import { place } from '../../connectors/endpoint-failure.ts';
import { guarded } from '../../connectors/middleware.ts';
import { type PostgresSettings, postgres } from '../../connectors/postgres.ts';
import { abortedFailure, stopIfAborted } from '../../connectors/time-limit.ts';
import { TargetFailure } from '../../domain/target-failure.ts';
import { firstPasswordOf, type SimulatedAccount, type SimulationPlan } from './plan.ts';

type Fate = 'refuse' | 'unreachable' | 'lost_before' | 'lost_after' | 'none';
/** Of both kinds of calls; kinds that a call does not know are left out. */
type Shares = Readonly<Partial<Record<Exclude<Fate, 'none'>, number>>>;

/** What was asked of the target, failures included. */
export interface SimulationCounts {
  readonly logins: number;
  readonly changes: number;
  /** Calls by what was made to go wrong. */
  readonly injected: Readonly<Record<string, number>>;
}

export class SimulatedTarget {
  readonly #plan: SimulationPlan;
  /** Of those that were changed, by key. */
  readonly #passwords = new Map<string, string>();
  /** How often each account was called, so that the next call has a fate of its own. */
  readonly #calls = new Map<string, number>();
  readonly #counts = { logins: 0, changes: 0, injected: {} as Record<string, number> };
  /** In the place of the connector for PostgreSQL, behind the guard that every connector is behind. */
  readonly connector: Connector<PostgresSettings>;

  constructor(plan: SimulationPlan) {
    this.#plan = plan;
    this.connector = guarded<PostgresSettings>({
      ...postgres,
      login: async ({ endpoint, signal }, login) => {
        await this.#logIn(endpoint, signal, login, plan.logins);
      },
      change: async ({ endpoint, signal }, { username, candidate, authority }) => {
        await this.#logIn(endpoint, signal, authority.login, {});
        await this.#change(endpoint, signal, { username, candidate });
      },
      openChanges: ({ endpoint, signal }, { login }) => this.#open(endpoint, signal, login),
    });
  }

  get counts(): SimulationCounts {
    return { ...this.#counts, injected: { ...this.#counts.injected } };
  }

  /** Whether `password` is the one that works now; asking is no login. */
  takes(account: SimulatedAccount, password: string): boolean {
    return this.#passwordOf(account) === password;
  }

  async #open(endpoint: Endpoint, signal: AbortSignal, login: Login): Promise<ChangeSession> {
    await this.#logIn(endpoint, signal, login, {});
    let isOpen = true;
    return {
      get isOpen() {
        return isOpen;
      },
      change: async (request) => {
        await this.#change(endpoint, signal, request).catch((error: unknown) => {
          if (error instanceof TargetFailure && error.code === 'unreachable') isOpen = false;
          throw error;
        });
      },
      close: async () => {
        isOpen = false;
      },
    };
  }

  async #logIn(endpoint: Endpoint, signal: AbortSignal, { username, material }: Login, shares: Shares): Promise<void> {
    this.#counts.logins += 1;
    const account = accountAt(endpoint, username);
    const { fate, latencyMs } = this.#draw(account, shares);
    await takingTime(latencyMs, signal);
    if (fate === 'unreachable') throw unreachable(endpoint, 'none');
    if (fate === 'refuse' || !this.takes(account, material.secret.reveal())) {
      throw new TargetFailure('credential_invalid', `the simulated ${place(endpoint)} refused the password`);
    }
  }

  async #change(endpoint: Endpoint, signal: AbortSignal, { username, candidate }: KeptChangeRequest): Promise<void> {
    this.#counts.changes += 1;
    const account = accountAt(endpoint, username);
    const { fate, latencyMs } = this.#draw(account, this.#plan.changes);
    stopIfAborted(signal);
    if (fate === 'unreachable') throw unreachable(endpoint, 'none');
    if (fate === 'refuse') {
      throw new TargetFailure('access_denied', `the simulated ${place(endpoint)} does not let this account do it`);
    }
    // From here on it is sent, and is not given up.
    await takingTime(latencyMs);
    if (fate === 'lost_before') throw unreachable(endpoint, 'unknown');
    this.#passwords.set(keyOf(account), candidate.secret.reveal());
    if (fate === 'lost_after') throw unreachable(endpoint, 'unknown');
  }

  #passwordOf(account: SimulatedAccount): string {
    return this.#passwords.get(keyOf(account)) ?? firstPasswordOf(this.#plan.seed, account);
  }

  #draw(account: SimulatedAccount, shares: Shares): { readonly fate: Fate; readonly latencyMs: number } {
    const key = keyOf(account);
    const call = (this.#calls.get(key) ?? 0) + 1;
    this.#calls.set(key, call);
    const bytes = createHash('sha256').update(`${this.#plan.seed}\n${key}\n${call}`).digest();
    const fate = fateOf(fraction(bytes, 0), shares);
    if (fate !== 'none') this.#counts.injected[fate] = (this.#counts.injected[fate] ?? 0) + 1;
    return { fate, latencyMs: latencyOf(this.#plan.latency, fraction(bytes, 4), fraction(bytes, 8)) };
  }
}

function accountAt({ address, port }: Endpoint, username: string): SimulatedAccount {
  return { address, port, username };
}

function keyOf({ address, port, username }: SimulatedAccount): string {
  return `${address}:${port} ${username}`;
}

/** From 0 up to, and without, 1. */
function fraction(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) / 2 ** 32;
}

function fateOf(drawn: number, shares: Shares): Fate {
  let upTo = 0;
  for (const [fate, share] of Object.entries(shares) as [Exclude<Fate, 'none'>, number][]) {
    upTo += share;
    if (drawn < upTo) return fate;
  }
  return 'none';
}

/** How many standard deviations 99 of 100 are below. */
const NORMAL_P99 = 2.326;

function latencyOf({ median, p99 }: SimulationPlan['latency'], first: number, second: number): number {
  if (median === 0) return 0;
  // Box and Muller: two even draws make a normal one.
  const normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
  return median * Math.exp((normal * Math.log(Math.max(p99 / median, 1))) / NORMAL_P99);
}

/** @throws TargetFailure where the call is given up meanwhile. */
async function takingTime(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal) stopIfAborted(signal);
  if (milliseconds < 1) return;
  try {
    await delay(milliseconds, undefined, signal ? { signal } : {});
  } catch {
    throw abortedFailure();
  }
}

function unreachable(endpoint: Endpoint, effect: 'none' | 'unknown'): TargetFailure {
  return new TargetFailure('unreachable', `the simulated ${place(endpoint)} dropped the connection`, effect);
}
