/** The answer that shows one credential as a transaction leaves it. */

import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { Store } from '../../../store/store.ts';
import type { Answer, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentCredentials } from './present-credential.ts';

export async function showCredential(store: Store, credential: CredentialDocument, tx?: Transaction): Promise<Answer> {
  const [shown] = await presentCredentials(store, [credential], tx?.session);
  return showing(200, credential, shown);
}
