/** A process that is killed again and again, and started anew each time, as a supervisor does it. */

import { once } from 'node:events';
import { type RoleProcess, startRole } from '../role-process.ts';
import { until } from '../until.ts';
import { standsStill } from './process-state.ts';

/** What a process says that finds no primary when it starts; who supervises it tries again. */
const NO_PRIMARY = 'does not answer as a primary';

export class KeptProcess {
  readonly #entry: string;
  readonly #environment: Readonly<Record<string, string>>;
  #process: RoleProcess;
  #isEnding = false;
  #failure: Error | undefined;

  constructor(entry: string, environment: Readonly<Record<string, string>>) {
    this.#entry = entry;
    this.#environment = environment;
    this.#process = this.#start();
  }

  get pid(): number {
    return this.#process.child.pid ?? 0;
  }

  /** SIGKILL; another one starts at once. @returns whether that is what it has died of. */
  async kill(): Promise<boolean> {
    const { child } = this.#process;
    // One that has just ended by itself is being replaced: there is nobody to kill.
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
    return child.signalCode === 'SIGKILL';
  }

  /**
   * Stands still for `forMs`, as a machine does that swaps, or whose virtual machine is moved.
   * @returns whether it was seen to stand still.
   */
  async pause(forMs: number): Promise<boolean> {
    const { child } = this.#process;
    const { pid } = child;
    if (pid === undefined || !child.kill('SIGSTOP')) return false;
    setTimeout(() => child.kill('SIGCONT'), forMs).unref();
    return until('the process to stand still', async () => {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      return standsStill(pid) || undefined;
    });
  }

  /** @throws Error where it has ended by itself meanwhile, with what it printed. */
  async stop(graceMs = 30_000): Promise<void> {
    this.#isEnding = true;
    this.#process.child.kill('SIGCONT');
    const late = setTimeout(() => void this.#process.kill(), graceMs);
    await this.#process.stop();
    clearTimeout(late);
    if (this.#failure) throw this.#failure;
  }

  #start(): RoleProcess {
    const process = startRole(this.#entry, this.#environment);
    process.child.once('close', (code, signal) => {
      const isExpected = this.#isEnding || signal === 'SIGKILL' || process.output().includes(NO_PRIMARY);
      if (!isExpected) this.#failure ??= new Error(`${this.#entry} ended with ${signal ?? code}:\n${process.output()}`);
      if (!this.#isEnding) this.#process = this.#start();
    });
    return process;
  }
}
