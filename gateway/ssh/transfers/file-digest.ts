/** SHA-256 of a file of which the parts pass by. */

import { createHash } from 'node:crypto';
import type { Unhashed } from '../file-action.ts';

export class FileDigest {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #inOrder = true;

  /** `offset` null: right after what came before. */
  take(data: Buffer, offset: number | null = null): void {
    if (offset !== null && offset !== this.#bytes) this.#inOrder = false;
    this.#bytes += data.length;
    if (this.#inOrder) this.#hash.update(data);
  }

  /** Something else makes the content differ from what passed. */
  spoil(): void {
    this.#inOrder = false;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** To be asked once. */
  conclude(): { readonly bytes: number; readonly sha256: string | null; readonly unhashed: Unhashed | null } {
    const bytes = this.#bytes;
    if (!this.#inOrder) return { bytes, sha256: null, unhashed: 'not_in_order' };
    return { bytes, sha256: this.#hash.digest('hex'), unhashed: null };
  }
}
