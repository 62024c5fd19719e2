/** Everything that one API process consists of, built on a store: what main.ts runs and what tests run. */

import { setMaxListeners } from 'node:events';
import type { Express } from 'express';
import type { OpenAPIBackend } from 'openapi-backend';
import type { Logger } from 'winston';
import { healthEvent } from '../domain/operational-event.ts';
import { createReadiness } from '../runtime/health.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { NamedNetworks } from '../runtime/named-networks.ts';
import type { SharedKeys } from '../runtime/shared-keys.ts';
import type { TemporalClient } from '../runtime/temporal-client.ts';
import { requireSignedLogs } from '../store/ledger/checkpoints.ts';
import { OperationalLog } from '../store/operational-log.ts';
import { PolicyBooks } from '../store/policy/policy-book.ts';
import type { Store } from '../store/store.ts';
import { type HandOvers, TemporalHandOvers } from '../worker-calls/hand-overs.ts';
import { JobSignal } from '../worker-calls/job-signal.ts';
import { mountOauth } from './authentication/oauth-server.ts';
import { IdentitySecrets } from './authentication/seal-identity-secret.ts';
import { SecondFactors } from './authentication/second-factors.ts';
import { mountSignIn } from './authentication/sign-in/mount-sign-in.ts';
import { SignInThrottle } from './authentication/sign-in-throttle.ts';
import { type Contract, loadContract } from './contract.ts';
import { CursorCodec } from './cursor.ts';
import { type ApprovalDesk, TemporalDesk } from './dispatch/approval-desk.ts';
import { ApprovalWatch } from './dispatch/approval-watch.ts';
import { DeliveryWatch, LOG_COLLECTORS, NOTIFICATION_CHANNELS } from './dispatch/delivery-watch.ts';
import { Relay } from './dispatch/relay.ts';
import { ReviewWatch } from './dispatch/review-watch.ts';
import { Downloads } from './downloads.ts';
import { EventFeed } from './event-feed.ts';
import { FeedChanges } from './feed-changes.ts';
import { Idempotency } from './idempotency.ts';
import { JobChanges } from './job-changes.ts';
import { JobEvents } from './job-stream.ts';
import type { Operation } from './operation.ts';
import { GuardedOutbound } from './outbound/guarded-fetch.ts';
import { createServer } from './server.ts';
import { mountSystem } from './system/system-pages.ts';

export interface ApplicationParts {
  readonly store: Store;
  readonly temporal: TemporalClient;
  readonly sharedKeys: SharedKeys;
  readonly operations: readonly Operation[];
  readonly logger: Logger;
  /** Where clients reach this API, without a slash at the end; the OAuth2 issuer is made of it. */
  readonly baseUrl: string;
  /** Addresses and CIDR ranges of proxies that name the client; default: none. */
  readonly trustedProxies?: readonly string[];
  /** Whether tenants may name issuers on this machine's loopback; default: no. */
  readonly loopbackIssuers?: boolean;
  /** Whether log collectors may be on this machine's loopback; default: no. */
  readonly loopbackCollectors?: boolean;
  /** Private networks in which notification channels may be; default: none. */
  readonly notificationNetworks?: readonly string[];
  /** Default: openapi.yaml. */
  readonly contract?: Contract;
  /** Where words on requests for consent are brought to; default: their workflows. */
  readonly approvalDesk?: ApprovalDesk;
  /** Who hands secrets over; default: a worker, by Temporal. */
  readonly handOvers?: HandOvers;
}

export interface Application {
  readonly app: Express;
  readonly contract: Contract;
  readonly backend: OpenAPIBackend;
  readonly relay: Relay;
  /** Sees to the deliveries of the audit log. */
  readonly deliveries: DeliveryWatch;
  /** Sees to notification channels. */
  readonly notifications: DeliveryWatch;
  /** Sees to requests for consent. */
  readonly approvals: ApprovalWatch;
  /** Sees to access reviews. */
  readonly reviews: ReviewWatch;
  /** Ends event streams and the watch over jobs; call it before the HTTP server is closed. */
  closeStreams(): Promise<void>;
  /** Stops the relay and writes what evidence is still only counted, and what waits for the operational log; the store stays open. */
  close(): Promise<void>;
}

const TEMPORAL_ANSWERS_WITHIN_MS = 2_000;

/** @throws Error where contract and operations do not fit together. */
export async function createApplication(parts: ApplicationParts): Promise<Application> {
  const { store, temporal, sharedKeys, logger, operations } = parts;
  const contract = parts.contract ?? (await loadContract());
  const metrics = createMetrics('api');
  const operationalLog = OperationalLog.of(store, { source: 'api', logger });
  const relay = new Relay({ store, temporal, logger });
  const watches = watchesOf(parts);
  const { deliveries, notifications, approvals, reviews } = watches;
  const jobSignal = new JobSignal({ temporal, logger });
  const changes = new JobChanges(store, logger);
  const feedChanges = new FeedChanges(store, logger);
  const identitySecrets = new IdentitySecrets(sharedKeys);
  const outbound = new GuardedOutbound({ allowsLoopback: parts.loopbackIssuers ?? false });
  const closing = new AbortController();
  // Every open event stream listens; there may be many.
  setMaxListeners(0, closing.signal);
  const readiness = createReadiness(
    {
      mongodb: () => store.ping(),
      temporal: () => temporal.check(TEMPORAL_ANSWERS_WITHIN_MS),
      vault_inbox_key: () => requireInboxKey(store),
      relay: () => relay.check(),
      ledger: () => requireSignedLogs(store),
    },
    { timeoutMs: 3_000, logger, onTurn: (turn) => operationalLog.add(healthEvent(turn)) },
  );
  const { app, backend, evidence } = await createServer({
    contract,
    operations,
    logger,
    metrics,
    closing: closing.signal,
    baseUrl: parts.baseUrl,
    trustedProxies: parts.trustedProxies,
    idempotency: new Idempotency(store, keysOf(sharedKeys, 'idempotencyKey')),
    means: {
      store,
      contract,
      dispatchSoon: () => relay.dispatchSoon(),
      approvals: {
        desk: parts.approvalDesk ?? new TemporalDesk(temporal),
        lookSoon: () => approvals.lookSoon(),
      },
      reviews: { lookSoon: () => reviews.lookSoon() },
      handOvers: parts.handOvers ?? new TemporalHandOvers(temporal),
      tellJobSoon: (jobId) => jobSignal.tellSoon(jobId),
      cursors: new CursorCodec(keysOf(sharedKeys, 'cursorKey')),
      jobEvents: new JobEvents(store, changes),
      eventFeed: new EventFeed(store, feedChanges),
      identitySecrets,
      secondFactors: new SecondFactors(store, identitySecrets),
      signInThrottle: new SignInThrottle(store),
      outbound,
      policyBooks: new PolicyBooks(store),
      downloads: new Downloads(),
      collectors: {
        allowsLoopback: parts.loopbackCollectors ?? false,
        deliverSoon: () => deliveries.lookSoon(),
      },
      notifications: {
        networks: new NamedNetworks(parts.notificationNetworks ?? []),
        sendSoon: () => notifications.lookSoon(),
      },
    },
    mount: async (express, shared) => {
      mountSystem(express, { contract, readiness, metrics }, shared);
      await mountOauth(express, { store, outbound, contract, logger, baseUrl: parts.baseUrl }, shared);
      const means = { store, identitySecrets, outbound };
      mountSignIn(express, { means, contract, logger, baseUrl: parts.baseUrl }, shared);
    },
  });
  return {
    app,
    contract,
    backend,
    relay,
    ...watches,
    async closeStreams() {
      closing.abort();
      feedChanges.close();
      await changes.close();
    },
    async close() {
      await relay.stop();
      for (const watch of Object.values(watches)) await watch.stop();
      await jobSignal.stop();
      await evidence.close();
      await operationalLog.close();
    },
  };
}

/** What sees to it that documents which say so have their workflows. */
function watchesOf({ store, temporal, logger }: Pick<ApplicationParts, 'store' | 'temporal' | 'logger'>) {
  return {
    deliveries: new DeliveryWatch({ store, temporal, logger, kind: LOG_COLLECTORS }),
    notifications: new DeliveryWatch({ store, temporal, logger, kind: NOTIFICATION_CHANNELS }),
    approvals: new ApprovalWatch({ store, temporal, logger }),
    reviews: new ReviewWatch({ store, temporal, logger }),
  };
}

/** Secrets that clients hand in are sealed to it; the worker publishes it when it first starts. */
async function requireInboxKey(store: Store): Promise<void> {
  const key = await store.models.vaultInboxKeys.exists({ active: true });
  if (!key) throw new Error('no worker has published the key that secrets are sealed to');
}

function keysOf(sharedKeys: SharedKeys, purpose: 'idempotencyKey' | 'cursorKey') {
  const [first, ...others] = sharedKeys.keyIds().flatMap((kid) => sharedKeys[purpose](kid) ?? []);
  if (!first) throw new Error('the shared key file holds no key');
  return [first, ...others] as const;
}
