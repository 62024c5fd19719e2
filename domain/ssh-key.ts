/** SSH keys that several accounts share: what a key may be, and what an account holds of it. */

export type SshKeyAlgorithm = 'ed25519' | 'ecdsa' | 'rsa';

/** How a version of a key came to be; those of a rotation are generated as well. */
export type SshKeyOrigin = 'generated' | 'imported' | 'rotation';

/** As OpenSSH writes the type of a public key; these are what its server takes by default. */
const ALGORITHM_OF: Readonly<Record<string, SshKeyAlgorithm>> = {
  'ssh-ed25519': 'ed25519',
  'ecdsa-sha2-nistp256': 'ecdsa',
  'ecdsa-sha2-nistp384': 'ecdsa',
  'ecdsa-sha2-nistp521': 'ecdsa',
  'ssh-rsa': 'rsa',
};

/** null: no key of that type is taken. */
export function algorithmOfType(type: string): SshKeyAlgorithm | null {
  return Object.hasOwn(ALGORITHM_OF, type) ? (ALGORITHM_OF[type] ?? null) : null;
}

/** Why an account whose key is as it is to be is not rotated by itself. */
export function sharedKeyInWords(sshKeyId: number): string {
  return `its credential is SSH key ${sshKeyId}, which is rotated as a whole: POST /v1/ssh-keys/${sshKeyId}/rotate`;
}

/** Of two one-line public halves; what stands behind the key is a comment. */
export function isSamePublicKey(one: string, other: string): boolean {
  return withoutComment(one) === withoutComment(other);
}

function withoutComment(publicKey: string): string {
  return publicKey.trim().split(/\s+/, 2).join(' ');
}

/** Shorter RSA keys count as 112 bits of strength and less, and are not taken. */
export const LEAST_RSA_BITS = 3_072;
/** A signature with a longer one takes so long that the process would stand still meanwhile. */
export const MOST_RSA_BITS = 8_192;

/** Accounts that one key may be on: whoever holds it holds all of them. */
export const MOST_PLACEMENTS = 1_000;

/**
 * What an account logs in with: `deployed`, the version of the key that it is to have; `outdated`, another version of the
 * key; `to_deploy`, a key of its own as yet.
 */
export type PlacementState = 'deployed' | 'outdated' | 'to_deploy';

/**
 * @param current the version of the key that the account logs in with; null: none.
 * @param wanted the one that it is to have.
 */
export function placementState(
  sshKeyId: number,
  current: { readonly sshKeyId: number; readonly version: number } | null,
  wanted: number,
): PlacementState {
  if (current === null || current.sshKeyId !== sshKeyId) return 'to_deploy';
  return current.version === wanted ? 'deployed' : 'outdated';
}
