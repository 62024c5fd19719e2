/** POST /v1/platforms */

import type { PlatformDocument } from '../../../store/models/inventory.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { mergeRules, platformDefaults } from './platform-defaults.ts';
import { presentPlatform } from './present-platform.ts';
import { requireSourceAddresses } from './require-source-addresses.ts';

export const createPlatform = command('createPlatform', async (request, tx) => {
  const { organizationId, body, means } = request;
  requireSourceAddresses(body.settings);
  const defaults = platformDefaults(body.connector);
  const platform: PlatformDocument = {
    _id: await means.store.nextId('platform'),
    organization_id: organizationId,
    name: body.name,
    connector: body.connector,
    settings: { ...body.settings },
    password_rules: mergeRules(body.connector, defaults.password_rules, body.password_rules),
    change_by: body.change_by ?? defaults.change_by,
    timeouts: { ...defaults.timeouts, ...body.timeouts },
    login_guard: { ...defaults.login_guard, ...body.login_guard },
    max_parallel_per_device: body.max_parallel_per_device ?? defaults.max_parallel_per_device,
    max_parallel: body.max_parallel ?? null,
    ...firstRevision(request, tx),
  };
  await means.store.models.platforms.create([platform], { session: tx.session });
  return showingNew('platform', '/v1/platforms', platform, presentPlatform(platform));
});
