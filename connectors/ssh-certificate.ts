/**
 * Linux accounts that trust a certificate authority: each login has a key of its own and a certificate for minutes, so that
 * nothing on the target changes, and nothing anywhere is worth stealing.
 */

import { z } from 'zod';
import {
  DEFAULT_PRINCIPAL,
  MOST_SOURCE_ADDRESSES,
  NO_SECRET_IN_WORDS,
  PRINCIPAL_PATTERN,
  SOURCE_ADDRESS_PATTERN,
} from '../domain/ssh-certificate.ts';
import { TargetFailure } from '../domain/target-failure.ts';
import type { Connector } from './contract.ts';
import { linuxUsernameProblem } from './linux-account.ts';
import { withSsh } from './ssh-connection.ts';

const settings = z.strictObject({
  /** What the certificates name; `{username}` stands for the account. */
  principal: z.string().regex(PRINCIPAL_PATTERN).default(DEFAULT_PRINCIPAL),
  /** Addresses and networks from which alone targets take the certificates; none: from everywhere. */
  source_addresses: z.array(z.string().regex(SOURCE_ADDRESS_PATTERN)).max(MOST_SOURCE_ADDRESSES).default([]),
});

export type SshCertificateSettings = z.infer<typeof settings>;

export const sshCertificate: Connector<SshCertificateSettings> = {
  kind: 'ssh_certificate',
  credentialKind: 'ssh_certificate',
  resourceType: 'linux_account',
  supports: { self: false, reconcileAccount: false, removal: false },
  settings,
  passwordRules: null,
  usernameProblem: linuxUsernameProblem,

  async login(target, login) {
    if (login.material.kind !== 'ssh_certificate') {
      throw new TargetFailure('not_supported', 'this connector logs in with certificates; use ssh_key for keys');
    }
    await withSsh(target, login, async () => undefined);
  },

  async change() {
    throw new TargetFailure('not_supported', NO_SECRET_IN_WORDS);
  },
};
