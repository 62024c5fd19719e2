/** POST /v1/protected-information/{id}/restore: what was current before is so again; nothing is copied or opened. */

import type { InformationVersionDocument } from '../../../store/models/protected-information.ts';
import { informationVersionId } from '../../../store/protected-information.ts';
import { command } from '../../operation.ts';
import { unusable } from '../found.ts';
import { revise, showing } from '../revision.ts';
import { informationToChange, requireActive } from './change-information.ts';
import { presentInformation } from './present-information.ts';

export const restoreProtectedInformation = command('restoreProtectedInformation', async (request, tx) => {
  const { body, means, organizationId } = request;
  const { informationVersions, protectedInformation } = means.store.models;
  const information = await informationToChange(request, tx);
  requireActive(information);
  const { current_version: before } = information;
  if (body.version === before) {
    const change = `version ${before} is current already`;
    return { ...showing(200, information, presentInformation(information)), change };
  }
  const _id = informationVersionId({ information_id: information._id, version: body.version });
  const restored = await informationVersions
    .findOne({ _id, organization_id: organizationId })
    .session(tx.session)
    .lean<InformationVersionDocument>();
  if (!restored) throw unusable('version', 'names no version of this information');
  const { version, size, file_name, media_type } = restored;
  const revised = await revise(protectedInformation, request, tx, information, {
    current_version: version,
    current: { size, file_name, media_type },
  });
  return { ...showing(200, revised, presentInformation(revised)), change: `version: ${before} -> ${version}` };
});
