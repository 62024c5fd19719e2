/** The key of a recording's chunks, as bytes while it is used and as a secret while it is kept. */

import { randomBytes } from 'node:crypto';
import { Secret } from '../../domain/secret.ts';
import { type InboxPublicJwk, sealForVault } from '../vault/seal-for-vault.ts';
import type { InboxSecret } from '../vault/sealed-secret.ts';
import { RecordingFault } from './recording-fault.ts';

const KEY_BYTES = 32;

/** Whose key it is. */
export interface RecordingRef {
  readonly organizationId: number;
  /** Public id of the session. */
  readonly sessionId: string;
}

/** In which place of the vault the key of a recording lies; `version` stays 1, for the key of a recording never changes. */
export function dataKeyContext({ organizationId, sessionId }: RecordingRef) {
  return { organizationId, recordingId: sessionId, version: 1 } as const;
}

/** A fresh key, to be overwritten when done with, and the same sealed so that only the vault opens it again. */
export async function newDataKey(
  inboxKey: InboxPublicJwk,
  recording: RecordingRef,
): Promise<{ readonly key: Buffer; readonly sealed: InboxSecret }> {
  const key = randomBytes(KEY_BYTES);
  const sealed = await sealForVault(inboxKey, new Secret(key.toString('base64url')), dataKeyContext(recording));
  return { key, sealed };
}

/**
 * Bytes of a key that the vault has opened. The caller overwrites them when done.
 * @throws RecordingFault `key_invalid` where it is no such key.
 */
export function dataKeyOf(opened: Secret): Buffer {
  const key = Buffer.from(opened.reveal(), 'base64url');
  if (key.length !== KEY_BYTES) throw new RecordingFault('key_invalid', null);
  return key;
}
