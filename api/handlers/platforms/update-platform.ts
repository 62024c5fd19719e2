/** PATCH /v1/platforms/{id} */

import { CapstanError } from '../../../domain/errors.ts';
import type { PlatformDocument } from '../../../store/models/inventory.ts';
import { requireMatch } from '../../etag.ts';
import { command, type Request } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { changeInWords, differences, revise, showing } from '../revision.ts';
import { mergeRules } from './platform-defaults.ts';
import { presentPlatform } from './present-platform.ts';
import { requireSourceAddresses } from './require-source-addresses.ts';

export const updatePlatform = command('updatePlatform', async (request, tx) => {
  const { organizationId, path, body, means, ifMatch } = request;
  const { platforms } = means.store.models;
  const found = await platforms.findOne({ _id: path.id, organization_id: organizationId }).session(tx.session).lean();
  const platform = requireFound(found);
  requireMatch(ifMatch, platform.revision);
  requireSourceAddresses(body.settings);
  if (body.connector !== undefined && body.connector !== platform.connector) {
    throw new CapstanError('conflict', 'The connector of a platform cannot be changed; create another platform.');
  }
  const changed = differences(platform, wanted(platform, body));
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, platform, presentPlatform(platform)), change: changeInWords(changed) };
  }
  const revised = await revise(platforms, request, tx, platform, changed);
  return { ...showing(200, revised, presentPlatform(revised)), change: changeInWords(changed) };
});

function wanted(platform: PlatformDocument, body: Request<'updatePlatform'>['body']): Partial<PlatformDocument> {
  const { password_rules: rules, timeouts, login_guard: guard, settings, connector: _same, ...plain } = body;
  return {
    ...plain,
    ...(settings ? { settings: { ...settings } } : {}),
    ...(rules ? { password_rules: mergeRules(platform.connector, platform.password_rules, rules) } : {}),
    ...(timeouts ? { timeouts: { ...platform.timeouts, ...timeouts } } : {}),
    ...(guard ? { login_guard: { ...platform.login_guard, ...guard } } : {}),
  };
}
