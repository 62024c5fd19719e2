/** What sessions keep of a person, and lose when the person is erased: names, addresses and words. */

import { ERASED_NAME } from '../../domain/audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { changedBy, type Person } from './erase-objects.ts';

/** Those that the person has asked for have all ended, as their jobs have; tokens open nothing for them. Harmless to repeat. */
export async function eraseInSessions(
  { models: { connectSessions, sessionTokens } }: Store,
  { organizationId, userId }: Person,
  erasure: JobDocument,
): Promise<void> {
  const inOrganization = { organization_id: organizationId };
  const asked = { 'requester.type': 'user', 'requester.id': userId, 'requester.name': { $ne: ERASED_NAME } } as const;
  const ended = { 'ending.by.type': 'user', 'ending.by.id': userId, 'ending.by.name': { $ne: ERASED_NAME } } as const;
  const changed = changedBy(erasure);
  const later = { $inc: { revision: 1 } };
  await sessionTokens.deleteMany({ ...inOrganization, 'actor.type': 'user', 'actor.id': userId });
  await connectSessions.updateMany(
    { ...inOrganization, ...asked },
    {
      $set: {
        'requester.name': ERASED_NAME,
        'requester.address': null,
        reason: null,
        // Where the person has sat, and by which program.
        client: null,
        ...changed,
      },
      ...later,
    },
  );
  await connectSessions.updateMany(
    { ...inOrganization, ...ended },
    {
      $set: {
        'ending.by.name': ERASED_NAME,
        'ending.by.address': null,
        'ending.comment': null,
        ...changed,
      },
      ...later,
    },
  );
}
