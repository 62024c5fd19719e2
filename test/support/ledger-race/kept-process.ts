/** A process that is killed again and again, and started anew each time, as a supervisor does it. */

import { type RoleProcess, startRole } from '../role-process.ts';

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

  /** SIGKILL; another one starts at once. */
  kill(): void {
    this.#process.child.kill('SIGKILL');
  }

  /** Stands still for `forMs`, as a machine does that swaps, or whose virtual machine is moved. */
  pause(forMs: number): void {
    const { child } = this.#process;
    child.kill('SIGSTOP');
    setTimeout(() => child.kill('SIGCONT'), forMs).unref();
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
