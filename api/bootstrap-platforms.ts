/** The platforms that every new organization starts with. */

import { DEFAULT_LOGIN_GUARD } from '../domain/login-guard.ts';
import { DEFAULT_PASSWORD_RULES } from '../domain/password-rules.ts';
import type { PlatformDocument } from '../store/models/inventory.ts';

type BuiltInPlatform = Omit<
  PlatformDocument,
  '_id' | 'organization_id' | 'created_at' | 'updated_at' | 'revision' | 'last_event_id'
>;

const TIMEOUTS = { connect_ms: 10_000, operation_ms: 30_000, settle_ms: 0 } as const;

export const BUILT_IN_PLATFORMS: readonly BuiltInPlatform[] = [
  {
    name: 'PostgreSQL role',
    connector: 'postgres',
    settings: { database: 'postgres', application_name: 'capstan', scram_iterations: 4096 },
    password_rules: DEFAULT_PASSWORD_RULES,
    change_by: 'self',
    timeouts: TIMEOUTS,
    login_guard: DEFAULT_LOGIN_GUARD,
    max_parallel_per_device: 4,
  },
  {
    name: 'Linux password',
    connector: 'ssh_password',
    settings: { become: 'none' },
    password_rules: DEFAULT_PASSWORD_RULES,
    // An account may not set a hash of its own; who reconciles it may.
    change_by: 'reconcile_account',
    timeouts: TIMEOUTS,
    login_guard: DEFAULT_LOGIN_GUARD,
    max_parallel_per_device: 4,
  },
  {
    name: 'Linux SSH key',
    connector: 'ssh_key',
    settings: {},
    password_rules: null,
    change_by: 'self',
    timeouts: TIMEOUTS,
    login_guard: DEFAULT_LOGIN_GUARD,
    max_parallel_per_device: 4,
  },
];
