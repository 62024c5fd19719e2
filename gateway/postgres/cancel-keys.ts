/** The keys by which clients have their statements canceled: our own, so that those of targets go to nobody. */

import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { CancelRequest } from './startup-packet.ts';

/** What version 3.0 of the protocol has room for; with the process number 63 bits are left to chance. */
const SECRET_BYTES = 4;
const MAX_PROCESS_ID = 2 ** 31 - 1;

export interface IssuedKey {
  readonly processId: number;
  readonly secretKey: Buffer;
  revoke(): void;
}

interface Entry {
  readonly digest: Buffer;
  readonly cancel: () => void;
}

export class CancelKeys {
  readonly #entries = new Map<number, Entry>();
  readonly #nobody: Entry = { digest: digestOf(randomBytes(32)), cancel: () => undefined };

  issue(cancel: () => void): IssuedKey {
    let processId = randomInt(1, MAX_PROCESS_ID);
    while (this.#entries.has(processId)) processId = randomInt(1, MAX_PROCESS_ID);
    const secretKey = randomBytes(SECRET_BYTES);
    this.#entries.set(processId, { digest: digestOf(secretKey), cancel });
    return { processId, secretKey, revoke: () => this.#entries.delete(processId) };
  }

  /** Does what the key is for, or nothing; whoever asks is not told which. */
  use({ processId, secretKey }: CancelRequest): void {
    const entry = this.#entries.get(processId) ?? this.#nobody;
    if (timingSafeEqual(digestOf(secretKey), entry.digest)) entry.cancel();
  }
}

function digestOf(key: Buffer): Buffer {
  return createHash('sha256').update(key).digest();
}
