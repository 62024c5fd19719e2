/** POST /v1/protected-information/{id}/versions */

import { tellingAfter } from '../../../domain/expiry-reminders.ts';
import { command } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { addVersion } from './add-version.ts';
import { informationToChange, requireActive } from './change-information.ts';
import { presentInformation } from './present-information.ts';
import { readContent } from './read-content.ts';
import { readExpiry } from './read-expiry.ts';

export const addProtectedInformationVersion = command('addProtectedInformationVersion', async (request, tx) => {
  const { body, means, now } = request;
  const information = await informationToChange(request, tx);
  requireActive(information);
  const content = readContent(information.kind, body, information.current);
  const version = information.latest_version + 1;
  const expires_at = body.expires_at === undefined ? information.expires_at : readExpiry(body.expires_at, now);
  const revised = await revise(means.store.models.protectedInformation, request, tx, information, {
    latest_version: version,
    current_version: version,
    current: content.outline,
    expires_at,
    // Whoever renews something and leaves its end as it was is told of that once more.
    ...tellingAfter({ ...information, expires_at }, null),
  });
  await addVersion(request, tx, information, version, content);
  return { ...showing(200, revised, presentInformation(revised)), change: `version ${version} was handed in` };
});
