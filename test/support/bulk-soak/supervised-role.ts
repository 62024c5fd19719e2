/** An API or a worker that is started anew whenever it ends, as the launcher does it. */

import { readFileSync } from 'node:fs';
import { type RoleProcess, startRole } from '../role-process.ts';

const PAUSE_MS = 200;

export class SupervisedRole {
  readonly #entry: string;
  readonly #environment: Readonly<Record<string, string>>;
  /** What it prints once it works. */
  readonly #readyText: string;
  #process: RoleProcess;
  #isEnding = false;
  #endedByItself = 0;

  constructor(entry: string, environment: Readonly<Record<string, string>>, readyText: string) {
    this.#entry = entry;
    this.#environment = environment;
    this.#readyText = readyText;
    this.#process = this.#start();
  }

  /** How often it has ended without having been killed: that is its right when a server is away for long. */
  get endedByItself(): number {
    return this.#endedByItself;
  }

  get pid(): number {
    return this.#process.child.pid ?? 0;
  }

  async ready(): Promise<void> {
    await this.#process.printed(this.#readyText);
  }

  /** SIGKILL; another one starts at once. @returns whether that is what it has died of. */
  async kill(): Promise<boolean> {
    const { child } = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return false;
    await this.#process.kill();
    return child.signalCode === 'SIGKILL';
  }

  async stop(): Promise<void> {
    this.#isEnding = true;
    await this.#process.stop();
  }

  /** What it occupies of the machine's memory; undefined while there is none. */
  memoryBytes(): number | undefined {
    try {
      const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
      return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
    } catch {
      // It has just died.
      return undefined;
    }
  }

  #start(): RoleProcess {
    const process = startRole(this.#entry, this.#environment);
    process.child.once('close', (_code, signal) => {
      if (this.#isEnding) return;
      if (signal !== 'SIGKILL') this.#endedByItself += 1;
      setTimeout(() => {
        if (!this.#isEnding) this.#process = this.#start();
      }, PAUSE_MS);
    });
    return process;
  }
}
