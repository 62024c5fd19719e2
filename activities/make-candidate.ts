/** Makes a fresh credential of the kind that a connector wants. */

import { randomInt } from 'node:crypto';
import ssh2 from 'ssh2';
import type { Connector } from '../connectors/contract.ts';
import { generatePassword } from '../domain/password-rules.ts';
import { Secret } from '../domain/secret.ts';
import type { PlatformDocument } from '../store/models/inventory.ts';

export interface Candidate {
  readonly secret: Secret;
  /** One line, of an SSH key. */
  readonly publicKey: string | null;
}

/** @throws RangeError where the platform's password rules contradict themselves. */
export function makeCandidate(connector: Connector, platform: PlatformDocument, comment: string): Candidate {
  if (connector.credentialKind === 'ssh_key') {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    return { secret: new Secret(pair.private), publicKey: pair.public };
  }
  const rules = platform.password_rules ?? connector.passwordRules?.defaults;
  if (!rules) throw new RangeError(`platform ${platform._id} has no password rules`);
  const forbidden = connector.passwordRules?.forbidden ?? '';
  return { secret: generatePassword({ ...rules, excluded: rules.excluded + forbidden }, randomInt), publicKey: null };
}
