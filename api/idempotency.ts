/** Same key, same request: same answer, and one effect. Answers of successful commands are kept for 24 hours. */

import { createHash, createHmac, type KeyObject, randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import type { Place } from '../domain/access.ts';
import { CapstanError } from '../domain/errors.ts';
import type { Store } from '../store/store.ts';
import type { RequestAccess } from './authorization/request-access.ts';
import type { Exchange } from './exchange.ts';
import type { Answer, SentRequest } from './operation.ts';

const KEPT_MS = 24 * 60 * 60 * 1000;

/** The claim of one request on its key. */
export interface IdempotencyClaim {
  readonly id: string;
  /** HMAC of the request under each key; the first is the one to keep. */
  readonly requestHashes: readonly [string, ...string[]];
}

export class Idempotency {
  readonly #store: Store;
  readonly #keys: readonly [KeyObject, ...KeyObject[]];

  /**
   * Keys make the hashes of bodies useless to whoever reads the database: bodies may hold secrets. The
   * first is used; the others are of earlier times, when a repeat's first request may have come.
   */
  constructor(store: Store, keys: readonly [KeyObject, ...KeyObject[]]) {
    this.#store = store;
    this.#keys = keys;
  }

  /**
   * @returns undefined where the request carries no key.
   * @throws CapstanError `validation_failed` for a key of the wrong form.
   */
  claimOf(exchange: Exchange): IdempotencyClaim | undefined {
    const key = exchange.request.headers['idempotency-key'];
    if (key === undefined || exchange.request.method !== 'POST' || !exchange.actor) return undefined;
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw new CapstanError('validation_failed', 'The Idempotency-Key has the wrong form.', {
        errors: [{ pointer: '/headers/idempotency-key', detail: 'must be 1 to 255 printable ASCII characters' }],
      });
    }
    const { organizationId, type, id } = exchange.actor;
    const [active, ...earlier] = this.#keys;
    return {
      id: `${organizationId}:${type}:${id}:${createHash('sha256').update(key).digest('hex')}`,
      requestHashes: [hashOf(active, exchange), ...earlier.map((old) => hashOf(old, exchange))],
    };
  }

  /** How the request is known where its effect commits elsewhere, with {@link IdempotencyClaim} or without. */
  sentOf(claim: IdempotencyClaim | undefined, exchange: Exchange): SentRequest {
    if (claim) return { key: claim.id, hashes: claim.requestHashes };
    return { key: randomUUID(), hashes: [hashOf(this.#keys[0], exchange)] };
  }

  /**
   * The kept answer of an earlier request with this key.
   * @throws CapstanError `idempotency_key_reused` where that request was another one; `conflict` where its
   *   answer held a secret.
   */
  async replay(claim: IdempotencyClaim, access: RequestAccess, hasSecretAnswer: boolean): Promise<Answer | undefined> {
    const kept = await this.#store.models.idempotencyRecords.findById(claim.id).lean();
    // MongoDB removes expired records within a minute or so; until then they count as gone.
    if (!kept || kept.expires_at.getTime() <= Date.now()) return undefined;
    if (!claim.requestHashes.includes(kept.request_hash)) {
      throw new CapstanError('idempotency_key_reused', 'Another request came with this Idempotency-Key before.');
    }
    requireStillAllowed(access, { scopeId: kept.scope_id, resourceId: kept.resource_id });
    if (hasSecretAnswer) {
      throw new CapstanError(
        'conflict',
        'The first request with this Idempotency-Key succeeded. Its answer held a secret, which is shown once.',
      );
    }
    return {
      status: statusOf(kept.status),
      headers: { ...kept.headers, 'Idempotency-Replayed': 'true' },
      ...(typeof kept.body === 'string' ? { body: JSON.parse(kept.body) } : {}),
    };
  }

  /** Keeps the answer in the transaction of its effect: of two requests with one key only one can commit. */
  async keep(
    session: ClientSession,
    claim: IdempotencyClaim,
    access: RequestAccess,
    answer: Answer,
    hasSecretAnswer: boolean,
  ): Promise<void> {
    const records = this.#store.models.idempotencyRecords;
    await records.deleteOne({ _id: claim.id, expires_at: { $lte: new Date() } }, { session });
    await records.create(
      [
        {
          _id: claim.id,
          request_hash: claim.requestHashes[0],
          scope_id: access.place?.scopeId ?? null,
          resource_id: access.place?.resourceId ?? null,
          status: answer.status,
          headers: { ...answer.headers },
          body: hasSecretAnswer || answer.body === undefined ? null : JSON.stringify(answer.body),
          expires_at: new Date(Date.now() + KEPT_MS),
        },
      ],
      { session },
    );
  }
}

/** Of what makes two requests the same: method, address, precondition and the bytes of the body. */
function hashOf(key: KeyObject, { request, rawBody }: Exchange): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([request.method, request.originalUrl, request.headers['if-match'] ?? null]))
    .update(rawBody ?? '')
    .digest('hex');
}

/** Who has lost the right since does not read the old answer either. */
function requireStillAllowed(access: RequestAccess, place: Place): void {
  const { permission } = access;
  const isWhole = place.scopeId === null && place.resourceId === null;
  if (permission === null || isWhole || access.allows(place, permission)) return;
  throw new CapstanError('not_found', 'There is no such object.');
}

function statusOf(status: number): Answer['status'] {
  if (status === 200 || status === 201 || status === 202 || status === 204) return status;
  throw new Error(`an answer was kept with status ${status}, which no command answers`);
}
