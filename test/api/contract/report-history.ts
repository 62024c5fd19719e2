/**
 * What happens in an organization by chance, through the API and by what workers do there, and a read model that follows it,
 * killed and begun anew on the way: the same chance makes the same history.
 */

import assert from 'node:assert/strict';
import { eraseBatch } from '../../../activities/ledger/erase-batch.ts';
import { recoverAdministrator } from '../../../api/recover-administrator.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import type { ApiHarness, Caller, TestUser } from '../../support/api-harness.ts';
import type { Random } from '../../support/ledger-race/random.ts';
import { run } from '../../support/ledger-work.ts';
import { assertReportsFollowed, keepReportThoughKilled, keepReportToTheEnd } from '../../support/report-rows.ts';
import { until } from '../../support/until.ts';
import { begin, launch, leave } from './made-session.ts';
import { assertShowsAsListed } from './report-lists.ts';
import { freshKey, World } from './world.ts';

const NOMADS_ROLE = ['report:read', 'job:read', 'finding:read', 'session:read'] as const;
const KILLED = 0.3;
const MEANWHILE = 0.2;

export class ReportHistory {
  readonly #api: ApiHarness;
  readonly #world: World;
  readonly #random: Random;
  readonly #organizationId: number;
  readonly #scopes: number[];
  readonly #devices: number[] = [];
  readonly #resources: number[] = [];
  readonly #grants: number[] = [];
  readonly #callers: readonly Caller[];
  readonly #nomad: TestUser;
  readonly #role: string;
  readonly #platformId: number;
  /** What has happened, in order. */
  readonly told: string[] = [];
  kills = 0;
  #isFollowed = false;

  private constructor(api: ApiHarness, world: World, random: Random, made: Made) {
    this.#api = api;
    this.#world = world;
    this.#random = random;
    this.#organizationId = made.organizationId;
    this.#scopes = [...made.scopes];
    this.#nomad = made.nomad;
    this.#role = made.role;
    this.#platformId = made.platformId;
    this.#callers = [world.admin, made.nomad, made.viewer];
  }

  static async begin(api: ApiHarness, random: Random): Promise<ReportHistory> {
    const world = await World.enter(api, (await api.createOrganization(freshKey('history'))).admin);
    const organizationId = (await world.me()).organization.id;
    const above = await world.scope();
    const below = await world.scope(above);
    const role = await world.role(NOMADS_ROLE);
    const nomad = await api.createUser(freshKey('nomad'), null, { organizationId });
    const viewer = await api.createUser(freshKey('viewer'), 'viewer', { organizationId, scopeId: above });
    const scopes = [above, below, await world.scope(), await world.scope()];
    const history = new ReportHistory(api, world, random, {
      organizationId,
      scopes,
      nomad,
      viewer,
      role,
      platformId: await world.platform(),
    });
    // Nothing of what follows is there when it is built.
    await keepReportToTheEnd(api.store, organizationId);
    await world.create('/v1/grants', world.newGrant({ subject_id: nomad.id, role, scope_id: below }));
    for (let count = 0; count < 3; count += 1) await history.#newResource();
    return history;
  }

  /** One thing that happens. */
  async step(): Promise<void> {
    const [name, act] = this.#random.pick(Object.entries(this.#acts()));
    const answer = await act();
    const status = answer === undefined ? 'done' : answer.status;
    this.told.push(`${name}: ${status}`);
    // What chance asks for may well be refused, and then changes nothing.
    assert.ok(typeof status !== 'number' || (status < 500 && status !== 400), `${name}: ${JSON.stringify(answer)}`);
  }

  /**
   * All that is in the log by then; some are killed, and something happens while others are at it. Rows are then what reading
   * all anew makes of them.
   */
  async follow(): Promise<void> {
    const { store } = this.#api;
    this.#api.ledger();
    await until('all records to be in the log', async () => {
      const { pending } = ledgerCollections(store);
      return (await pending.findOne({ log: this.#organizationId })) === null || undefined;
    });
    const fateOf = () => (this.#is(KILLED) ? this.#random.pick(['before', 'after'] as const) : null);
    const meanwhile = async () => {
      if (this.#is(MEANWHILE)) await this.step();
    };
    this.#isFollowed = true;
    this.kills += await keepReportThoughKilled(store, this.#organizationId, fateOf, meanwhile);
    this.#isFollowed = false;
    this.told.push('followed');
    // What has happened meanwhile.
    await this.#followQuietly();
    await assertReportsFollowed(store, this.#organizationId).catch((error: unknown) => {
      throw new Error(this.told.join('\n'), { cause: error });
    });
  }

  /** As somebody does who does not trust it, or another program than before: what has happened since is followed beside that. */
  async beginAnew(): Promise<void> {
    await this.follow();
    const { reportFeeds } = this.#api.store.models;
    const feed = { _id: this.#organizationId };
    const how = this.#random.pick(['removed', 'of another form', 'of another history'] as const);
    if (how === 'removed') await reportFeeds.deleteOne(feed);
    else await reportFeeds.updateOne(feed, { $set: how === 'of another form' ? { form: 0 } : { generation: 0 } });
    this.told.push(`the read model is ${how}`);
  }

  /** Rows show each caller what the lists show. */
  async check(): Promise<void> {
    await this.follow();
    for (const caller of this.#callers) await assertShowsAsListed(this.#api, caller, this.told.join('\n'));
  }

  async #followQuietly(): Promise<void> {
    const { store } = this.#api;
    const { heads, pending } = ledgerCollections(store);
    const log = this.#organizationId;
    await until('the read model to be at the end of the log', async () => {
      if ((await pending.findOne({ log })) !== null) return undefined;
      await keepReportToTheEnd(store, log);
      const [head, feed] = [await heads.findOne({ _id: log }), await store.models.reportFeeds.findById(log).lean()];
      return feed?.building === null && feed.next_index === head?.size ? true : undefined;
    });
  }

  #is(share: number): boolean {
    return this.#random.next() < share;
  }

  #acts(): Readonly<Record<string, () => Promise<{ readonly status: number } | undefined>>> {
    const world = this.#world;
    const patch = (path: string, body: object) => world.call('PATCH', path, { body });
    const post = (path: string, body?: object) => world.call('POST', path, { body });
    const scope = () => this.#random.pick(this.#scopes);
    const resource = () => this.#random.pick(this.#resources);
    return {
      'a resource moves': () => patch(`/v1/resources/${resource()}`, { scope_id: scope() }),
      'a resource moves again': () => patch(`/v1/resources/${resource()}`, { scope_id: scope() }),
      'a resource moves far': () => patch(`/v1/resources/${resource()}`, { scope_id: world.rootScopeId }),
      'a resource is renamed': () => patch(`/v1/resources/${resource()}`, { name: freshKey('renamed') }),
      'a resource rests': () => post(`/v1/resources/${resource()}/${this.#random.pick(['activate', 'deactivate'])}`),
      'a scope moves': () => patch(`/v1/scopes/${scope()}`, { parent_id: scope() }),
      'a device moves': () => patch(`/v1/devices/${this.#random.pick(this.#devices)}`, { scope_id: scope() }),
      'a device is elsewhere': () => {
        const port = 5_000 + Math.floor(this.#random.next() * 999);
        return patch(`/v1/devices/${this.#random.pick(this.#devices)}`, { port });
      },
      'a resource is made': async () => void (await this.#newResource()),
      'a right is given': () => this.#give(),
      'a right is given on one': () => this.#give(resource()),
      'a right is taken': async () => {
        if (this.#grants.length === 0) return undefined;
        return post(`/v1/grants/${this.#random.pick(this.#grants)}/revoke`);
      },
      'a role changes': () => patch(`/v1/roles/${this.#role}`, { permissions: this.#somePermissions() }),
      'a job is asked for': () => post(`/v1/resources/${resource()}/verify`),
      'a job is canceled': async () => {
        const { jobs } = (await world.call('GET', '/v1/jobs?status=queued')).body;
        return jobs.length === 0 ? undefined : post(`/v1/jobs/${this.#random.pick<JobSeen>(jobs).job_id}/cancel`);
      },
      'a job by a plan is to pause': async () => post(`/v1/jobs/${await world.bulkJob()}/pause`),
      'consent is decided on': async () => {
        const word = this.#random.pick(['approve', 'deny']);
        return post(`/v1/approvals/${await world.approval()}/${word}`, word === 'deny' ? { comment: 'not now' } : {});
      },
      'somebody works somewhere': () => this.#session(),
      'something is found': async () => void (await world.finding()),
      'an account is stale': async () => void (await world.staleAccount()),
      'a resource is looked at': async () => void (await world.look(resource())),
      'somebody is erased': () => this.#erase(),
      'somebody is let in again': async () => {
        const { organization } = await world.me();
        await recoverAdministrator(
          this.#api.store,
          `${organization.name}/${(await world.person()).name.split('/').at(-1)}`,
        );
        return undefined;
      },
    };
  }

  async #newResource(): Promise<void> {
    const scope_id = this.#random.pick(this.#scopes);
    const device_id = await this.#world.device({ scope_id });
    this.#devices.push(device_id);
    const id = await this.#world.readyResource({ scope_id, device_id, platform_id: this.#platformId });
    this.#resources.push(id);
    // What goes with it where it moves.
    await this.#world.look(id);
    await this.#give(id);
  }

  async #give(resource_id?: number) {
    const place = resource_id === undefined ? { scope_id: this.#random.pick(this.#scopes) } : { resource_id };
    const role = this.#random.pick([this.#role, 'viewer', 'operator']);
    const body = this.#world.newGrant({ subject_id: this.#nomad.id, role, ...place });
    const answer = await this.#world.call('POST', '/v1/grants', { body });
    if (answer.status === 201) this.#grants.push(answer.body.id);
    return answer;
  }

  #somePermissions(): string[] {
    const [first, ...rest] = NOMADS_ROLE;
    return [first, ...[...rest, 'resource:read', 'grant:read'].filter(() => this.#is(0.5))];
  }

  async #session() {
    const { store } = this.#api;
    const id = await this.#world.connectSession();
    if (this.#is(0.5)) return this.#world.call('POST', `/v1/connect/sessions/${id}/end`);
    await launch(store, id, await this.#world.launchToken(id));
    if (this.#is(0.5)) await begin(store, id);
    if (this.#is(0.5)) await leave(store, id);
    return undefined;
  }

  /** Who sees to a finding. */
  async #erase() {
    const [world, { store }] = [this.#world, this.#api];
    const [person, finding] = [await world.person(), await world.finding()];
    const owned = await world.call('PATCH', `/v1/compliance/findings/${finding}`, {
      body: { owner_user_id: person.id },
    });
    assert.equal(owned.status, 200, JSON.stringify(owned.body));
    if (this.#is(0.5) && !this.#isFollowed) await this.#followQuietly();
    await world.endLedgerJobs();
    assert.equal((await world.call('POST', `/v1/users/${person.id}/deactivate`)).status, 200);
    const asked = await world.call('POST', '/v1/ledger/erasures', { body: { user_id: person.id, reason: 'a test' } });
    assert.equal(asked.status, 202, JSON.stringify(asked.body));
    const job = await store.models.jobs.findById(asked.body.job_id).lean<JobDocument>();
    assert.ok(job);
    await run(store, job, eraseBatch);
    return asked;
  }
}

interface Made {
  readonly organizationId: number;
  readonly scopes: readonly number[];
  readonly nomad: TestUser;
  readonly viewer: TestUser;
  readonly platformId: number;
  readonly role: string;
}

interface JobSeen {
  readonly job_id: number;
}
