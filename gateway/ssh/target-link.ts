/** A session's one connection to its target: made when it is first needed, and gone once. */

import { TargetFailure } from '../../domain/target-failure.ts';
import type { Admission } from './door.ts';
import { NoTarget } from './session-fault.ts';
import type { Upstream } from './upstream.ts';

export class TargetLink {
  readonly #admission: Admission;
  readonly #say: (line: string) => void;
  readonly #onGone: (how: 'left' | 'misbehaved') => void;
  readonly #stop = new AbortController();
  #upstream: Promise<Upstream> | undefined;
  #isGone = false;

  constructor(admission: Admission, say: (line: string) => void, onGone: (how: 'left' | 'misbehaved') => void) {
    this.#admission = admission;
    this.#say = say;
    this.#onGone = onGone;
  }

  /** The target has closed it, or it broke. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** @throws NoTarget; and whatever else the admission throws. */
  connected(): Promise<Upstream> {
    this.#upstream ??= this.#connect();
    return this.#upstream;
  }

  /** Gives up a connection that is being made. */
  stop(): void {
    this.#stop.abort();
  }

  close(): void {
    this.stop();
    this.#upstream?.then(
      (upstream) => upstream.close(),
      () => undefined,
    );
  }

  async #connect(): Promise<Upstream> {
    try {
      const upstream = await this.#admission.openUpstream(this.#stop.signal, this.#say);
      upstream.closed.then((how) => {
        this.#isGone = true;
        this.#onGone(how);
      });
      if (this.#stop.signal.aborted) upstream.close();
      return upstream;
    } catch (error) {
      if (!(error instanceof TargetFailure)) throw error;
      if (!this.#stop.signal.aborted) this.#admission.hooks.upstreamFailed(error);
      throw new NoTarget(error);
    }
  }
}
