/** Which type of resource goes with which device and connector; a standing test compares it with the connectors. */

import type { ResourceType } from '../../../domain/resource.ts';
import type { ConnectorKind } from '../../../domain/target.ts';
import type { DeviceDocument } from '../../../store/models/inventory.ts';

export const TYPE_OF_DEVICE = {
  postgres: 'postgres_role',
  ssh: 'linux_account',
} as const satisfies Record<DeviceDocument['kind'], ResourceType>;

export const TYPE_OF_CONNECTOR = {
  postgres: 'postgres_role',
  ssh_password: 'linux_account',
  ssh_key: 'linux_account',
  ssh_certificate: 'linux_account',
} as const satisfies Record<ConnectorKind, ResourceType>;
