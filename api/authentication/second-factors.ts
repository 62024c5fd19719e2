/** Second factors of local users: time-based codes (RFC 6238) and recovery codes, none of which works twice. */

import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { generateSecret, generateURI, verifySync } from 'otplib';
import { Secret } from '../../domain/secret.ts';
import type { TotpDocument, UserDocument } from '../../store/models/identity.ts';
import type { Store } from '../../store/store.ts';
import type { IdentitySecrets } from './seal-identity-secret.ts';
import { hashSecret } from './secrets.ts';

/** What every authenticator app knows: SHA-1, six digits, 30 seconds. */
const STEP_SECONDS = 30;
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10;

type WithTotp = Pick<UserDocument, '_id' | 'totp'>;

export interface NewSecondFactor {
  readonly totp: TotpDocument;
  /** Base32, shown once. */
  readonly secret: Secret;
  /** The same for a QR code. */
  readonly uri: Secret;
}

export class SecondFactors {
  readonly #store: Store;
  readonly #secrets: IdentitySecrets;

  constructor(store: Store, secrets: IdentitySecrets) {
    this.#store = store;
    this.#secrets = secrets;
  }

  /** A factor that waits for its owner to show a code. `label`: how the app names it. */
  async create(userId: number, label: string): Promise<NewSecondFactor> {
    const secret = new Secret(generateSecret());
    const uri = new Secret(generateURI({ issuer: 'Capstan', label, secret: secret.reveal() }));
    const sealed_secret = await this.#secrets.seal(secret, `user/${userId}/totp`);
    return { totp: { sealed_secret, confirmed_at: null, last_step: 0, recovery_hashes: [] }, secret, uri };
  }

  /**
   * Uses up a code, or a recovery code where the factor is confirmed. Whoever uses it first has it: the condition
   * is part of the write.
   * @returns false for one that is wrong or was used before.
   */
  async spend(user: WithTotp, code: string, session?: ClientSession): Promise<boolean> {
    const { totp } = user;
    if (!totp) return false;
    const given = code.replace(/[\s-]/g, '').toLowerCase();
    if (/^\d{6}$/.test(given)) return this.#spendStep(user, totp, given, session);
    return totp.confirmed_at !== null && this.#spendRecoveryCode(user, given, session);
  }

  async #spendStep({ _id }: WithTotp, totp: TotpDocument, code: string, session?: ClientSession): Promise<boolean> {
    const secret = await this.#secrets.open(totp.sealed_secret, `user/${_id}/totp`);
    // One step before and one after: clocks differ.
    const found = verifySync({ secret: secret.reveal(), token: code, epochTolerance: STEP_SECONDS });
    if (!found.valid || !('timeStep' in found)) return false;
    const { timeStep } = found;
    const { modifiedCount } = await this.#store.models.users.updateOne(
      { _id, 'totp.sealed_secret': totp.sealed_secret, 'totp.last_step': { $lt: timeStep } },
      { $set: { 'totp.last_step': timeStep } },
      session ? { session } : {},
    );
    return modifiedCount === 1;
  }

  async #spendRecoveryCode({ _id }: WithTotp, code: string, session?: ClientSession): Promise<boolean> {
    const hash = hashSecret(code);
    const { modifiedCount } = await this.#store.models.users.updateOne(
      { _id, 'totp.recovery_hashes': { $eq: hash } },
      { $pull: { 'totp.recovery_hashes': hash } },
      session ? { session } : {},
    );
    return modifiedCount === 1;
  }
}

export interface RecoveryCodes {
  /** Four groups of four; shown once. */
  readonly codes: readonly string[];
  /** SHA-256, hex: with 80 bits of entropy nothing slower is needed. */
  readonly hashes: readonly string[];
}

export function issueRecoveryCodes(): RecoveryCodes {
  const plain = Array.from({ length: RECOVERY_CODES }, () => base32(randomBytes(RECOVERY_BYTES)));
  return {
    codes: plain.map((text) => text.match(/.{4}/g)?.join('-') ?? text),
    hashes: plain.map(hashSecret),
  };
}

/** RFC 4648, in lower case: without 0 and 1, which look like letters. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

function base32(bytes: Buffer): string {
  let bits = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let length = (bytes.length * 8) / 5; length > 0; length -= 1) {
    text = `${ALPHABET[Number(bits & 31n)]}${text}`;
    bits >>= 5n;
  }
  return text;
}
