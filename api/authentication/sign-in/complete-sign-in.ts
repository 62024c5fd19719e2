/** GET /v1/sign-in/callback: the provider's answer becomes a user of ours, and a code for whoever began. */

import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import { changeAccess } from '../../../store/access/change-access.ts';
import { newEventId } from '../../../store/event-ids.ts';
import type { OrganizationDocument } from '../../../store/models/identity.ts';
import type { IdentityProviderDocument, SignInDocument } from '../../../store/models/sign-in.ts';
import type { Store } from '../../../store/store.ts';
import type { Exchange } from '../../exchange.ts';
import { hashSecret } from '../secrets.ts';
import { actorOf, type ExternalIdentity, enterUser } from './federated-user.ts';
import type { SignInContext } from './mount-sign-in.ts';
import { identityFrom } from './provider-answer.ts';
import { callbackParameters, parse, queryOf } from './read-parameters.ts';
import { syncMemberships } from './sync-memberships.ts';

const CODE_KEPT_MS = 60_000;

export async function completeSignIn(context: SignInContext, exchange: Exchange): Promise<void> {
  const asked = parse(callbackParameters, queryOf(exchange), '/query');
  context.cookie.clear(exchange);
  const signIn = await takeUp(context, exchange, hashSecret(asked.state));
  const provider = await providerOf(context, signIn);
  const identity = await identityFrom(context, exchange, { signIn, provider, state: asked.state });
  const code = randomBytes(32).toString('base64url');
  await settle(context, exchange, { signIn, revision: provider.revision, identity, codeHash: hashSecret(code) });

  const target = new URL(signIn.redirect_uri);
  target.searchParams.set('code', code);
  if (signIn.client_state !== null) target.searchParams.set('state', signIn.client_state);
  exchange.response.setHeader('Cache-Control', 'no-store');
  exchange.response.redirect(302, target.href);
}

/**
 * Takes the sign-in that was begun, for good: of two answers with one state only one gets it, and only in the
 * browser that began it.
 * @throws CapstanError `sign_in_refused`.
 */
async function takeUp(context: SignInContext, exchange: Exchange, stateHash: string): Promise<SignInDocument> {
  const { signIns } = context.means.store.models;
  const now = new Date();
  const taken = await signIns
    .findOneAndUpdate(
      {
        _id: { $eq: stateHash },
        browser_hash: { $eq: context.cookie.hashOf(exchange) },
        code_hash: null,
        consumed_at: null,
        expires_at: { $gt: now },
      },
      { $set: { consumed_at: now } },
    )
    .lean<SignInDocument>();
  const known = taken ?? (await signIns.findOne({ _id: { $eq: stateHash } }).lean<SignInDocument>());
  exchange.claimed = { organizationId: known?.organization_id ?? null, authentication: 'token_oidc' };
  if (taken) return taken;
  throw new CapstanError(
    'sign_in_refused',
    'No sign-in is waiting for this: it was answered before, took too long, or began in another browser.',
  );
}

async function providerOf(
  { means, organizations }: SignInContext,
  { identity_provider_id, organization_id }: SignInDocument,
): Promise<IdentityProviderDocument> {
  const provider = await means.store.models.identityProviders
    .findOne({ _id: identity_provider_id, organization_id, status: 'active' })
    .lean<IdentityProviderDocument>();
  if (provider && (await organizations.active(organization_id))) return provider;
  throw notActive();
}

/**
 * The provider as it is when the sign-in commits. Asking it takes seconds, in which an administrator may take something
 * away: what it said under other settings counts for nothing. Call `changeAccess` first, as every change of a provider
 * does.
 * @throws CapstanError `sign_in_refused`.
 */
async function providerInForce(
  { models }: Store,
  session: ClientSession,
  { signIn: { identity_provider_id, organization_id }, revision }: Outcome,
): Promise<{ readonly provider: IdentityProviderDocument; readonly organization: OrganizationDocument }> {
  const provider = await models.identityProviders
    .findOne({ _id: identity_provider_id, organization_id, status: 'active' })
    .session(session)
    .lean<IdentityProviderDocument>();
  const organization = await models.organizations
    .findOne({ _id: organization_id, status: 'active' })
    .session(session)
    .lean<OrganizationDocument>();
  if (!provider || !organization) throw notActive();
  if (provider.revision === revision) return { provider, organization };
  throw new CapstanError('sign_in_refused', 'The identity provider was changed in the meantime; sign in again.');
}

function notActive(): CapstanError {
  return new CapstanError('sign_in_refused', 'The identity provider is not active any more.');
}

interface Outcome {
  readonly signIn: SignInDocument;
  /** Of the provider when it was asked. */
  readonly revision: number;
  readonly identity: ExternalIdentity;
  readonly codeHash: string;
}

/** User, memberships, code and evidence, in one transaction, in the queue of changes of rights. */
async function settle(context: SignInContext, exchange: Exchange, outcome: Outcome): Promise<void> {
  const { means, evidence } = context;
  const { signIn, identity, codeHash } = outcome;
  const eventId = newEventId();
  try {
    await means.store.transaction(async (session) => {
      const tx = { session, eventId, now: new Date() };
      await changeAccess(means.store, session, signIn.organization_id);
      const { provider, organization } = await providerInForce(means.store, session, outcome);
      const { user, isNew } = await enterUser(means.store, tx, provider, identity);
      const changes = await syncMemberships(means.store, tx, provider, user, identity.groups);
      const { authenticatedAt } = identity;
      const epochs = { user: user.sign_in_epoch, organization: organization.sign_in_epoch };
      await means.store.models.signIns.updateOne(
        { _id: signIn._id },
        {
          $set: {
            code_hash: codeHash,
            user_id: user._id,
            authenticated_at: authenticatedAt,
            user_epoch: epochs.user,
            organization_epoch: epochs.organization,
            provider_epoch: provider.sign_in_epoch,
            consumed_at: null,
            expires_at: new Date(tx.now.getTime() + CODE_KEPT_MS),
          },
        },
        { session },
      );
      exchange.actor = actorOf(user, { id: signIn._id, authenticatedAt, epochs });
      const target = { type: 'user', id: user._id };
      const made = isNew ? ['the user was made'] : [];
      const change = [`at the identity provider ${provider.name}`, ...made, ...changes].join('; ');
      await evidence.ofCommand(session, exchange, { status: 200, target, change }, eventId);
    });
  } catch (error) {
    // Nobody has been let in, whatever an attempt of the transaction got to.
    exchange.actor = undefined;
    throw error;
  }
}
