/** A store of its own, whose database says what time a test wants it to be: what happens at the last moment can be had at will. */

import { openStore, type Store } from '../../store/store.ts';

export interface DatabaseClock {
  /** null: the time that it is. */
  now: Date | null;
  /** How often it was asked for the time. */
  asked: number;
}

export interface StoreByClock {
  readonly store: Store;
  readonly clock: DatabaseClock;
}

/** The database is asked all the same, so that it takes as long as ever. */
export async function openStoreByClock(uri: string): Promise<StoreByClock> {
  const store = await openStore(uri);
  const clock: DatabaseClock = { now: null, asked: 0 };
  const client = store.connection.getClient();
  const open = client.db.bind(client);
  client.db = (name, options) => {
    const database = open(name, options);
    if (name !== 'admin') return database;
    const ask = database.command.bind(database);
    database.command = async (command, how) => {
      const answer = await ask(command, how);
      if (!('hello' in command)) return answer;
      clock.asked += 1;
      return clock.now === null ? answer : { ...answer, localTime: clock.now };
    };
    return database;
  };
  return { store, clock };
}
