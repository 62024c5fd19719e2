/** A witness of checkpoints (C2SP tlog-cosignature), as a customer would run one. */

import { createHash, generateKeyPairSync, sign } from 'node:crypto';

const COSIGNATURE = 0x04;

export interface Witness {
  readonly vkey: string;
  /** `note` with this witness's line: it has seen it at `time`, in seconds since 1970. */
  cosign(note: string, time?: number): string;
}

export function createWitness(name = 'witness.example'): Witness {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = Buffer.of(COSIGNATURE, ...publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  const id = createHash('sha256').update(`${name}\n`).update(key).digest().subarray(0, 4);
  return {
    vkey: `${name}+${id.toString('hex')}+${key.toString('base64')}`,
    cosign(note, time = Math.floor(Date.now() / 1_000)) {
      const text = note.slice(0, note.indexOf('\n\n') + 1);
      const seconds = Buffer.alloc(8);
      seconds.writeBigUInt64BE(BigInt(time));
      const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), privateKey);
      return `${note}— ${name} ${Buffer.concat([id, seconds, signature]).toString('base64')}\n`;
    },
  };
}
