/** All connectors by kind, each behind the guard. */

import type { ConnectorKind } from '../domain/target.ts';
import type { Connector } from './contract.ts';
import { guarded } from './middleware.ts';
import { postgres } from './postgres.ts';
import { sshCertificate } from './ssh-certificate.ts';
import { sshKey } from './ssh-key.ts';
import { sshPassword } from './ssh-password.ts';

export const connectors = {
  postgres: guarded(postgres),
  ssh_password: guarded(sshPassword),
  ssh_key: guarded(sshKey),
  ssh_certificate: guarded(sshCertificate),
} satisfies Record<ConnectorKind, Connector>;

/** The connector of `kind`. Its calls parse the settings that they are given. */
export function connectorFor(kind: ConnectorKind): Connector {
  return connectors[kind];
}
