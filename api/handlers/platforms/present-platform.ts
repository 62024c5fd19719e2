/** A platform on the wire. */

import type { PlatformDocument } from '../../../store/models/inventory.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

export function presentPlatform(platform: PlatformDocument): components['schemas']['Platform'] {
  return {
    id: platform._id,
    name: platform.name,
    connector: platform.connector,
    settings: platform.settings,
    password_rules: platform.password_rules,
    change_by: platform.change_by,
    timeouts: platform.timeouts,
    login_guard: platform.login_guard,
    max_parallel_per_device: platform.max_parallel_per_device,
    max_parallel: platform.max_parallel ?? null,
    ...wireTracked(platform),
  };
}
