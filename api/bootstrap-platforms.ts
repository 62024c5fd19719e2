/** The platforms that every new organization starts with. */

import { DEFAULT_LOGIN_GUARD } from '../domain/login-guard.ts';
import { DEFAULT_PASSWORD_RULES } from '../domain/password-rules.ts';
import { DEFAULT_MAX_PARALLEL_PER_DEVICE, DEFAULT_TIMEOUTS } from '../domain/platform.ts';
import type { PlatformDocument } from '../store/models/inventory.ts';

type BuiltInPlatform = Omit<
  PlatformDocument,
  '_id' | 'organization_id' | 'created_at' | 'updated_at' | 'revision' | 'last_event_id'
>;

export const BUILT_IN_PLATFORMS: readonly BuiltInPlatform[] = [
  {
    name: 'PostgreSQL role',
    connector: 'postgres',
    settings: { database: 'postgres', application_name: 'capstan', scram_iterations: 4096 },
    password_rules: DEFAULT_PASSWORD_RULES,
    change_by: 'self',
    timeouts: DEFAULT_TIMEOUTS,
    login_guard: DEFAULT_LOGIN_GUARD,
    max_parallel_per_device: DEFAULT_MAX_PARALLEL_PER_DEVICE,
  },
  {
    name: 'Linux password',
    connector: 'ssh_password',
    settings: { become: 'none' },
    password_rules: DEFAULT_PASSWORD_RULES,
    // An account may not set a hash of its own; who reconciles it may.
    change_by: 'reconcile_account',
    timeouts: DEFAULT_TIMEOUTS,
    login_guard: DEFAULT_LOGIN_GUARD,
    max_parallel_per_device: DEFAULT_MAX_PARALLEL_PER_DEVICE,
  },
  {
    name: 'Linux SSH key',
    connector: 'ssh_key',
    settings: {},
    password_rules: null,
    change_by: 'self',
    timeouts: DEFAULT_TIMEOUTS,
    login_guard: DEFAULT_LOGIN_GUARD,
    max_parallel_per_device: DEFAULT_MAX_PARALLEL_PER_DEVICE,
  },
];
