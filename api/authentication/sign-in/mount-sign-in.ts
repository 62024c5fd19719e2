/** Sign-in at identity providers: two pages that browsers pass through, and the token at the end. */

import type { Express, NextFunction, Request, Response } from 'express';
import type { Logger } from 'winston';
import type { Contract } from '../../contract.ts';
import type { Exchange } from '../../exchange.ts';
import type { Means } from '../../operation.ts';
import { asCapstanError } from '../../problem.ts';
import { exchangeOf, type SharedParts } from '../../server.ts';
import { AttemptLimit } from '../attempt-limit.ts';
import type { Organizations } from '../organizations.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { BrowserCookie } from './browser-cookie.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { ProviderClients } from './provider-clients.ts';
import { redeemSignIn } from './redeem-sign-in.ts';

/** operationId -> path of what is mounted here; a standing test compares them with the contract. */
export const SIGN_IN_OPERATIONS = {
  beginSignIn: '/v1/sign-in/{organization}/{provider}',
  completeSignIn: '/v1/sign-in/callback',
  redeemSignIn: '/v1/sign-in/token',
} as const;

export interface SignInParts {
  readonly means: Pick<Means, 'store' | 'identitySecrets' | 'outbound'>;
  readonly contract: Contract;
  readonly logger: Logger;
  /** Where clients reach this API. */
  readonly baseUrl: string;
}

/** What the three steps share. */
export interface SignInContext extends SignInParts {
  readonly organizations: Organizations;
  readonly evidence: SharedParts['evidence'];
  readonly providers: ProviderClients;
  readonly cookie: BrowserCookie;
  /** Where providers send browsers. */
  readonly callbackUrl: string;
  /** Each beginning writes a document, and anybody may begin. */
  readonly beginnings: AttemptLimit;
}

const BEGINNINGS = { name: 'sign-in-begin', points: 100, withinSeconds: 900 } as const;

export function mountSignIn(app: Express, parts: SignInParts, shared: SharedParts): void {
  const context: SignInContext = {
    ...parts,
    organizations: shared.organizations,
    evidence: shared.evidence,
    providers: new ProviderClients(parts.means.identitySecrets, parts.means.outbound),
    cookie: new BrowserCookie(parts.baseUrl),
    callbackUrl: `${parts.baseUrl}${SIGN_IN_OPERATIONS.completeSignIn}`,
    beginnings: new AttemptLimit(parts.means.store, BEGINNINGS),
  };
  const step = (id: keyof typeof SIGN_IN_OPERATIONS, work: (exchange: Exchange) => Promise<void>) => {
    return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
      // Express takes HEAD for GET, and a look must not use up a sign-in.
      if (request.method === 'HEAD') return next();
      const exchange = exchangeOf(response);
      exchange.operation = parts.contract.operations.get(id);
      exchange.claimed = { organizationId: null, authentication: 'token_oidc' };
      try {
        await work(exchange);
      } catch (thrown) {
        await refuse(exchange, thrown, shared);
      }
    };
  };
  const begin = SIGN_IN_OPERATIONS.beginSignIn.replace(/\{(\w+)\}/g, ':$1');
  app.get(
    begin,
    step('beginSignIn', (exchange) => beginSignIn(context, exchange)),
  );
  app.get(
    SIGN_IN_OPERATIONS.completeSignIn,
    step('completeSignIn', (exchange) => completeSignIn(context, exchange)),
  );
  app.post(
    SIGN_IN_OPERATIONS.redeemSignIn,
    step('redeemSignIn', (exchange) => redeemSignIn(context, exchange)),
  );
}

/** As for every other operation: no refusal without evidence. */
async function refuse(exchange: Exchange, thrown: unknown, { evidence, fail }: SharedParts): Promise<void> {
  const error = asCapstanError(thrown);
  try {
    await evidence.ofProblem(exchange, error);
    fail(exchange, error);
  } catch (unrecorded) {
    fail(exchange, unrecorded);
  }
}
