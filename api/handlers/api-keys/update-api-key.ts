/** PATCH /v1/users/{id}/api-keys/{name} */

import { CapstanError } from '../../../domain/errors.ts';
import type { ApiKeyDocument } from '../../../store/models/identity.ts';
import { requireMatch } from '../../etag.ts';
import { command, type Request } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { changeInWords, differences, nextRevision, requireRevised, showing } from '../revision.ts';
import { checkRanges, storedExpiry } from './check-api-key.ts';
import { requireSelf } from './find-owner.ts';
import { apiKeyTarget, presentApiKey, SHOWN_FIELDS, type ShownApiKey } from './present-api-key.ts';

export const updateApiKey = command('updateApiKey', async (request, tx) => {
  const { organizationId, path, means, ifMatch } = request;
  const { apiKeys } = means.store.models;
  const found = await apiKeys
    .findOne({ organization_id: organizationId, user_id: path.id, name: { $eq: path.name } }, SHOWN_FIELDS)
    .session(tx.session)
    .lean<ShownApiKey>();
  const key = requireFound(found);
  requireMatch(ifMatch, key.revision);
  const changed = changesOf(request, key);
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, key, presentApiKey(key)), target: apiKeyTarget(key), change: changeInWords(changed) };
  }
  const revised = await apiKeys
    .findOneAndUpdate({ _id: key._id, revision: key.revision }, nextRevision(request, tx, changed), {
      session: tx.session,
      returnDocument: 'after',
      projection: SHOWN_FIELDS,
    })
    .lean<ShownApiKey>();
  const shown = requireRevised(revised);
  const change = changed.status === 'revoked' ? `the key ${key.hint}… is revoked` : changeInWords(changed);
  return { ...showing(200, shown, presentApiKey(shown)), target: apiKeyTarget(key), change };
});

function changesOf(
  { actor, path, body, now }: Request<'updateApiKey'>,
  key: ShownApiKey,
): Partial<Omit<ApiKeyDocument, 'secret_hash'>> {
  const { status, expires_at, ...plain } = body;
  const isAboutUse = expires_at !== undefined || Object.keys(plain).length > 0;
  if (isAboutUse) {
    requireSelf(actor, path.id, 'Only the user itself changes what its keys are good for; you may revoke the key.');
  }
  if (key.status === 'revoked') {
    if (status === 'revoked' && !isAboutUse) return {};
    throw new CapstanError('conflict', 'The key is revoked, which is final; create another one.');
  }
  checkRanges(plain.allowed_addresses ?? [], 'allowed_addresses');
  const expiry = storedExpiry(expires_at, now);
  const changed = differences(key, { ...plain, ...(expiry === undefined ? {} : { expires_at: expiry }) });
  return status === 'revoked' ? { ...changed, status, revoked_at: now } : changed;
}
