/** Keeps the posture of all organizations, by their audit logs and by time. */

import type { Logger } from '../../runtime/logger.ts';
import { LogFollower } from '../log-following/log-follower.ts';
import type { PostureFeedDocument } from '../models/posture.ts';
import type { PolicyBooks } from '../policy/policy-book.ts';
import type { Store } from '../store.ts';
import { isBehind, keepPosture } from './keep-posture.ts';

export interface PostureKeeperParts {
  readonly store: Store;
  readonly books: PolicyBooks;
  readonly logger: Logger;
}

export class PostureKeeper extends LogFollower {
  constructor({ store, books, logger }: PostureKeeperParts) {
    super({
      store,
      logger,
      what: 'The posture',
      survey: async (now) => {
        const [feeds, due, dueByDevices] = await Promise.all([
          store.models.postureFeeds.find().lean<PostureFeedDocument[]>(),
          store.models.resourcePostures.distinct('organization_id', { next_at: { $lte: now } }),
          store.models.devicePostures.distinct('organization_id', { next_at: { $lte: now } }),
        ]);
        const feedOf = new Map(feeds.map((feed) => [feed._id, feed]));
        return (standing) => {
          const { _id } = standing.organization;
          return isBehind(feedOf.get(_id), standing, due.includes(_id) || dueByDevices.includes(_id));
        };
      },
      keep: (standing) => keepPosture(store, { ...standing, books }),
    });
  }
}
