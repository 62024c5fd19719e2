/** Links that open a session in a browser: a page of a gateway, and in the fragment, which browsers keep to themselves, a code of one use. */

import { CapstanError } from '../../../domain/errors.ts';
import { rangeProblem } from '../../../runtime/addresses.ts';
import { liveGateways } from '../../../store/connect-sessions/gateways.ts';
import { mintToken } from '../../../store/connect-sessions/session-tokens.ts';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import type { Request, Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';
import { wireTime } from '../wire-time.ts';

type Linking = Request<'createProxySession' | 'linkProxySession'>;

export interface SessionLink {
  /** A secret: whoever has it opens the session. */
  readonly url: string;
  readonly url_expires_at: string;
}

/**
 * From where the link may be opened, as the request says; null: from anywhere.
 * @throws CapstanError `unprocessable`; also where an application leaves it out, of whose links nobody else says whom they are for.
 */
export function openedFromOf({ actor, body }: Linking): readonly string[] | null {
  const { opened_from: ranges } = body;
  for (const [index, range] of (ranges ?? []).entries()) {
    const problem = rangeProblem(range);
    if (problem !== null) throw unusable(`opened_from.${index}`, `is ${problem}`);
  }
  if (ranges !== undefined) return ranges;
  if (actor.type !== 'application') return null;
  throw unusable(
    'opened_from',
    'is needed of applications: name the addresses or networks from which it will be opened',
  );
}

/**
 * @param now by the clock of the database.
 * @throws CapstanError `not_ready` where no gateway serves pages.
 */
export async function linkTo(
  { means: { store }, auditActor: actor, correlationId, traceId }: Linking,
  tx: Transaction,
  session: ConnectSessionDocument,
  { openedFrom, now }: { readonly openedFrom: readonly string[] | null; readonly now: Date },
): Promise<SessionLink> {
  const gateway = (await liveGateways(store)).find(({ web_url }) => web_url !== null);
  if (!gateway) {
    throw new CapstanError('not_ready', 'No gateway runs that serves web sessions.', { retryAfterSeconds: 5 });
  }
  const minting = { session, purpose: 'link', actor, correlationId, traceId, now, openedFrom } as const;
  const { token, expiresAt } = await mintToken(store, tx.session, minting);
  return {
    url: `${gateway.web_url}/connect/${session._id}#code=${token.reveal()}`,
    url_expires_at: wireTime(expiresAt),
  };
}

/** For the record, which names no address. */
export function linkInWords(openedFrom: readonly string[] | null): string {
  const from = openedFrom === null ? 'from anywhere' : `from ${openedFrom.length} addresses or networks`;
  return `a link was made, to be opened ${from}`;
}
