/**
 * What compliance reports of very many findings take: time to the last byte in each form, and how much memory the API
 * takes meanwhile, also while a reader stands still, and after one that goes away in the middle.
 */

import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { FIRST_ORGANIZATION_ID } from '../domain/permissions.ts';
import { SIGNALS } from '../domain/posture/signals.ts';
import { Secret } from '../domain/secret.ts';
import { newEventId } from '../store/event-ids.ts';
import type { FindingDocument } from '../store/models/posture.ts';
import type { Store } from '../store/store.ts';
import { Accounts } from './bulk/accounts.ts';
import { withStore } from './bulk/with-store.ts';
import { type BenchOptions, type Row, spreadOf } from './measurement.ts';
import type { Stack } from './stack.ts';

const FINDINGS = 200_000;
const FINDINGS_QUICK = 100;
/** As many as lie on a resource of an organization that is new to this. */
const FINDINGS_OF_RESOURCE = 4;
const CHUNK = 2_000;
const SAMPLE_MS = 100;
const STANDS_STILL_MS = 10_000;
const STANDS_STILL_QUICK_MS = 100;
const FORMS = ['format=json', 'format=csv', 'format=csv&rows=resources', 'format=oscal', 'format=html'] as const;

export async function benchReport(stack: Stack, options: BenchOptions): Promise<Row[]> {
  const findings = options.resources ?? (options.quick ? FINDINGS_QUICK : FINDINGS);
  const { progress } = options;
  return withStore(stack, async (store, vault) => {
    progress(`${findings} findings of ${Math.ceil(findings / FINDINGS_OF_RESOURCE)} resources`);
    await addFindings(store, new Accounts(store, vault), stack, findings);
    const api = new ReportReader(stack);
    await api.read('format=html');
    const rows: Row[] = [];
    for (const form of FORMS) {
      progress(`a report with ${form}`);
      const { value, grown } = await api.watched(() => api.read(form));
      rows.push(
        row(`report of ${findings} findings, ${form}`, 'ms', value.ms),
        row('  its size', 'bytes', value.bytes),
      );
      rows.push(row('  memory that the API grew by meanwhile', 'bytes', grown));
    }
    progress('a reader that stands still, and one that goes away');
    const stillMs = options.quick ? STANDS_STILL_QUICK_MS : STANDS_STILL_MS;
    const still = await api.watched(() => api.standStill('format=json', stillMs));
    rows.push(row('memory that the API grew by while a reader of json stood still', 'bytes', still.grown));
    const gone = await api.watched(() => api.goAway('format=json'));
    rows.push(row('memory that the API grew by for a reader that went away', 'bytes', gone.grown));
    return rows;
  });
}

function row(what: string, unit: Row['unit'], value: number): Row {
  return { what, unit, capstan: spreadOf([value]), plain: null, ratio: null, goal: null };
}

/** They have come past the log, so nothing looks at the resources meanwhile. */
async function addFindings(store: Store, accounts: Accounts, { postgres }: Stack, count: number): Promise<void> {
  const password = new Secret('never-used-at-any-target');
  const trust = { kind: 'tls', ca_pem: postgres.caPem, server_name: null } as const;
  const named = (name: string) => ({ username: name, password });
  const deviceId = await accounts.addDevice({ port: postgres.port, trust }, named('report_reconciles'));
  const platformId = await accounts.addPlatform({ change_by: 'self', max_parallel_per_device: 4 });
  const many = Array.from({ length: Math.ceil(count / FINDINGS_OF_RESOURCE) }, (_, at) => named(`report_${at}`));
  const added = await accounts.addAccounts(many, [{ deviceId, platformId }]);
  const root = await store.models.scopes.findOne({ organization_id: FIRST_ORGANIZATION_ID, parent_id: null }).lean();
  if (!root) throw new Error('there is no root scope');
  const collection = store.connection.getClient().db().collection<FindingDocument>('findings');
  for (let from = 0; from < count; from += CHUNK) {
    const length = Math.min(CHUNK, count - from);
    const first = await store.nextIds('finding', length);
    const rows = Array.from({ length }, (_, at) => {
      const resource_id = added[Math.floor((from + at) / FINDINGS_OF_RESOURCE)]?.resource ?? 0;
      return finding({ _id: first + at, scope_id: root._id, resource_id, device_id: deviceId }, from + at);
    });
    await collection.insertMany(rows);
  }
}

/** With two steps, as one that was accepted. */
function finding(
  about: Pick<FindingDocument, '_id' | 'scope_id' | 'resource_id' | 'device_id'>,
  at: number,
): FindingDocument {
  const now = new Date();
  const [opened, accepted] = [newEventId(), newEventId()];
  return {
    ...about,
    organization_id: FIRST_ORGANIZATION_ID,
    account: null,
    signal: SIGNALS[at % SIGNALS.length] ?? 'out_of_sync',
    subject: '',
    severity: at % 5 === 0 ? 'high' : 'medium',
    status: 'open',
    evidence: { verified_at: now.toISOString(), interval_days: 30, last_error: 'password authentication failed' },
    since: now,
    first_seen_at: now,
    last_seen_at: now,
    resolved_at: null,
    reopened: 0,
    spans: [{ from: now, to: null }],
    steps: [
      { step: 'opened', at: now, event_id: opened },
      { step: 'accepted', at: now, event_id: accepted },
    ],
    owner_user_id: null,
    acceptance: null,
    created_at: now,
    updated_at: now,
    revision: 2,
    last_event_id: accepted,
  };
}

class ReportReader {
  readonly #baseUrl: string;
  readonly #authorization: string;
  readonly #from = new Date(Date.now() - 86_400_000).toISOString();

  constructor({ baseUrl, adminPasswordFile }: Stack) {
    this.#baseUrl = baseUrl;
    const password = readFileSync(adminPasswordFile, 'utf8').trim();
    this.#authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
  }

  /** To its last byte. */
  async read(form: string): Promise<{ readonly ms: number; readonly bytes: number }> {
    const began = performance.now();
    let bytes = 0;
    for await (const piece of await this.#open(form)) bytes += piece.length;
    return { ms: performance.now() - began, bytes };
  }

  /** Reads nothing for so long, and then all of it. */
  async standStill(form: string, ms: number): Promise<void> {
    const answer = await this.#open(form);
    await delay(ms);
    for await (const _ of answer);
  }

  /** After the first piece. */
  async goAway(form: string): Promise<void> {
    for await (const _ of await this.#open(form)) break;
  }

  #open(form: string) {
    const url = `${this.#baseUrl}/v1/compliance/report?from=${this.#from}&${form}`;
    return new Promise<NodeJS.ReadableStream & AsyncIterable<Buffer>>((resolve, reject) => {
      const asked = request(url, { headers: { Authorization: this.#authorization } }, (answer) => {
        if (answer.statusCode === 200) resolve(answer);
        else reject(new Error(`GET ${url} answered ${answer.statusCode}`));
      });
      asked.once('error', reject).end();
    });
  }

  /** @returns by how much more memory the API held than before, at most, while `work` was done. */
  async watched<Value>(work: () => Promise<Value>): Promise<{ readonly value: Value; readonly grown: number }> {
    const before = await this.#metric('process_resident_memory_bytes');
    let [most, isDone] = [before, false];
    const watch = async () => {
      while (!isDone) {
        most = Math.max(most, await this.#metric('process_resident_memory_bytes'));
        await delay(SAMPLE_MS);
      }
    };
    const watching = watch();
    try {
      return { value: await work(), grown: most - before };
    } finally {
      isDone = true;
      await watching;
    }
  }

  async #metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.#baseUrl}/metrics`)).text();
    const value = Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    if (!Number.isFinite(value)) throw new Error(`the API does not tell ${name}`);
    return value;
  }
}
