/** What the tests of plans and of jobs by them start from: an API, whose organization they see, and how they ask it. */

import assert from 'node:assert/strict';
import type { PlanDocument, PlanLimits } from '../../../store/models/plan.ts';
import { type ApiHarness, type CallAnswer, type CallOptions, startApi } from '../../support/api-harness.ts';
import { assertRefused } from './assert-refused.ts';
import { publishInboxKey, World } from './world.ts';

const HOUR_MS = 3_600_000;

export const NO_BUDGET = { count: null, percent: null, wave_percent: null, per_device: null } as const;
export const RULE = {
  quorum: 1,
  approver_group_ids: [],
  distinct_groups: false,
  expires_after_minutes: 60,
  escalation: null,
} as const;

export class BulkDesk {
  readonly api: ApiHarness;
  /** All of the organization. */
  readonly root: World;
  /** A part of it, where the tests make what they need. */
  readonly world: World;

  private constructor(api: ApiHarness, root: World, world: World) {
    this.api = api;
    this.root = root;
    this.world = world;
  }

  static async open(): Promise<BulkDesk> {
    const api = await startApi();
    await publishInboxKey(api);
    const root = await World.enter(api, api.admin);
    return new BulkDesk(api, root, await root.below());
  }

  /** Another organization. */
  async strangers(): Promise<World> {
    return World.enter(this.api, (await this.api.createOrganization('strangers')).admin);
  }

  close(): Promise<void> {
    return this.api.close();
  }

  post(path: string, body?: object, options: CallOptions = {}): Promise<CallAnswer> {
    return this.world.call('POST', path, { body, ...options });
  }

  async job(id: number): Promise<CallAnswer['body']> {
    return (await this.world.call('GET', `/v1/jobs/${id}`)).body;
  }
}

export function inHours(hours: number): string {
  return new Date(Date.now() + hours * HOUR_MS).toISOString();
}

/** Fields of a plan of which policies say this. */
export function limits(fields: Partial<PlanLimits>): Partial<PlanDocument> {
  return { limits: { canary: 0, failure_budget: NO_BUDGET, approvals: [], ...fields } };
}

export async function accepted(answer: Promise<CallAnswer>): Promise<CallAnswer['body']> {
  const { status, body } = await answer;
  assert.equal(status, 202, JSON.stringify(body));
  return body;
}

export function assertPointer(answer: CallAnswer, pointer: string, detail: RegExp): void {
  assertRefused(answer, 422, 'unprocessable', pointer);
  assert.match(answer.body.errors[0].detail, detail);
}

export function assertConflict(answer: CallAnswer, detail: RegExp): void {
  assertRefused(answer, 409, 'conflict');
  assert.match(answer.body.detail, detail);
}
