/** Which type of resource goes with which device, connector and credential; a standing test compares it with the connectors. */

import type { ResourceType } from '../../../domain/resource.ts';
import type { ConnectorKind, CredentialKind } from '../../../domain/target.ts';
import type { DeviceDocument } from '../../../store/models/inventory.ts';

export const TYPE_OF_DEVICE = {
  postgres: 'postgres_role',
  ssh: 'linux_account',
} as const satisfies Record<DeviceDocument['kind'], ResourceType>;

export const TYPE_OF_CONNECTOR = {
  postgres: 'postgres_role',
  ssh_password: 'linux_account',
  ssh_key: 'linux_account',
} as const satisfies Record<ConnectorKind, ResourceType>;

export const CREDENTIAL_OF_CONNECTOR = {
  postgres: 'password',
  ssh_password: 'password',
  ssh_key: 'ssh_key',
} as const satisfies Record<ConnectorKind, CredentialKind>;
