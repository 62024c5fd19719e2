/** Databases of the bench's own on the same server: what is measured there is not mixed with what the worker does. */

import { openStore, type Store } from '../../store/store.ts';
import type { Stack } from '../stack.ts';

/** An empty one, which goes away afterwards. */
export async function inDatabase<Result>(
  { mongodbUri }: Stack,
  name: string,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const uri = new URL(mongodbUri);
  uri.pathname = `/${name}`;
  const store = await openStore(uri.href);
  const drop = () => store.connection.getClient().db().dropDatabase();
  try {
    await drop();
    await store.prepare();
    return await work(store);
  } finally {
    await drop();
    await store.close();
  }
}
