/**
 * The public keys of every log, for a file of keys: what signs now, and what has signed before, since the checkpoints
 * that others keep are to be checked with those. Lines for people begin with `#`, and tell which is which.
 */

import { z } from 'zod';
import { readPrivateJson } from '../runtime/private-file.ts';
import { StartError } from '../runtime/start-errors.ts';
import { ledgerCollections } from '../store/ledger/collections.ts';
import { LedgerKeys } from '../store/ledger/signing/ledger-keys.ts';
import type { LedgerHeadDocument } from '../store/models/ledger.ts';
import type { Store } from '../store/store.ts';

/** What may be told of a key; seeds stay in the file. */
const toldKeysSchema = z.object({ keys: z.array(z.object({ kid: z.string(), retired_at: z.string().optional() })) });
/** More than any log will ever have. */
const MOST_GENERATIONS = 1_000;
type ToldKey = z.infer<typeof toldKeysSchema>['keys'][number];

/**
 * Names come from the key file: the database is what the keys are there to check.
 * @throws PrivateFileError; StartError where the file was changed while it was read.
 */
export async function vkeyLines(store: Store, keyFile: string): Promise<string[]> {
  const { keys: told } = readPrivateJson(keyFile, toldKeysSchema, 'ledger key file');
  const keys = LedgerKeys.read(keyFile);
  const heads = await ledgerCollections(store).heads.find().sort({ _id: 1 }).toArray();
  return heads.flatMap((head) => {
    const { _id: log, generation } = head;
    if (!Number.isSafeInteger(log) || !(generation >= 1 && generation <= MOST_GENERATIONS)) {
      return [`# ${log}: NOT A LOG; the database was altered`];
    }
    const older = Array.from({ length: generation - 1 }, (_, at) => keys.originOf(log, generation - 1 - at));
    const now = keys.originOf(log, generation);
    return [
      `# ${now}: ${stateOf(head)}`,
      ...keyLines(keys, told, now),
      ...older.flatMap((origin) => [`# ${origin}: older name, signs no more`, ...keyLines(keys, told, origin)]),
    ];
  });
}

function stateOf({ size, published_size, refusal }: LedgerHeadDocument): string {
  return refusal ? `NOT SIGNED: ${refusal.code}` : `${size} records, ${published_size} signed`;
}

/** Both lists are in the order of the file. */
function keyLines(keys: LedgerKeys, told: readonly ToldKey[], origin: string): string[] {
  const vkeys = keys.knownVkeysOf(origin);
  if (vkeys.length !== told.length) throw new StartError('The ledger key file was changed meanwhile; run this again');
  return told.flatMap(({ kid, retired_at }, at) => [
    `# key ${kid}${retired_at === undefined ? '' : `, retired ${retired_at}: only for checkpoints from before`}`,
    vkeys[at] ?? '',
  ]);
}
