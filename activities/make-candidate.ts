/** Makes a fresh credential of the kind that a connector wants. */

import { randomInt } from 'node:crypto';
import type { Connector } from '../connectors/contract.ts';
import { generatePassword } from '../domain/password-rules.ts';
import type { Secret } from '../domain/secret.ts';
import { makeEd25519KeyPair } from '../runtime/ed25519-key-pair.ts';
import type { PlatformDocument } from '../store/models/inventory.ts';

export interface Candidate {
  readonly secret: Secret;
  /** One line, of an SSH key. */
  readonly publicKey: string | null;
}

/** @throws RangeError where the platform's password rules contradict themselves. */
export function makeCandidate(connector: Connector, platform: PlatformDocument, comment: string): Candidate {
  if (connector.credentialKind === 'ssh_key') {
    const { privateKey, publicKey } = makeEd25519KeyPair(comment);
    return { secret: privateKey, publicKey };
  }
  const rules = platform.password_rules ?? connector.passwordRules?.defaults;
  if (!rules) throw new RangeError(`platform ${platform._id} has no password rules`);
  const forbidden = connector.passwordRules?.forbidden ?? '';
  return { secret: generatePassword({ ...rules, excluded: rules.excluded + forbidden }, randomInt), publicKey: null };
}
