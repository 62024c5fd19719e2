/** Keeps the read model of all organizations by their audit logs. */

import type { Logger } from '../../runtime/logger.ts';
import { LogFollower } from '../log-following/log-follower.ts';
import type { ReportFeedDocument } from '../models/reporting.ts';
import type { Store } from '../store.ts';
import { isReportBehind, keepReport } from './keep-report.ts';

export class ReportKeeper extends LogFollower {
  constructor({ store, logger }: { readonly store: Store; readonly logger: Logger }) {
    super({
      store,
      logger,
      what: 'The read model of reports',
      survey: async () => {
        const feeds = await store.models.reportFeeds.find().lean<ReportFeedDocument[]>();
        const feedOf = new Map(feeds.map((feed) => [feed._id, feed]));
        return (standing) => isReportBehind(feedOf.get(standing.organization._id), standing);
      },
      keep: (standing) => keepReport(store, standing),
    });
  }
}
