/** The time where what is not to be undone depends on it: one clock that is wrong must not do harm. */

import type { Store } from './store.ts';

/** The time of the primary, the same for all processes. Rejects where MongoDB does not answer. */
export async function databaseTime(store: Store): Promise<Date> {
  const { localTime } = await store.connection.getClient().db('admin').command({ hello: 1 });
  if (!(localTime instanceof Date)) throw new Error('MongoDB has not said what time it is');
  return localTime;
}

/** The earlier one of this host's time and the database's: by a clock that is ahead nothing has become old. */
export async function cautiousNow(store: Store): Promise<Date> {
  const theirs = await databaseTime(store);
  return new Date(Math.min(Date.now(), theirs.getTime()));
}
