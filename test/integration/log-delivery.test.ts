/**
 * The audit log reaches its collectors: in order, without a gap, and again only where nobody can know. Real processes,
 * real receivers; what is taken away are receivers, certificates and workers.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeServerCertificate } from '../../launcher/demo/certificate.ts';
import { freePort } from '../../launcher/engines/free-port.ts';
import { hashLeaf } from '../../store/ledger/merkle.ts';
import { deliveryWorkflowIdOf } from '../../workflows/contract.ts';
import { type ApiAndWorker, startApiAndWorker } from '../support/api-and-worker.ts';
import { type Engines, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { type HttpReceiver, startHttpReceiver } from '../support/http-receiver.ts';
import { Operator } from '../support/operator.ts';
import type { RoleProcess } from '../support/role-process.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { type SyslogReceiver, startSyslogReceiver } from '../support/syslog-receiver.ts';
import { until } from '../support/until.ts';

const PASSWORD = 'a password for the administrator';
const NO_TLS = { ca_pem: null, server_name: null };

interface Collector {
  readonly id: number;
  readonly status: string;
  readonly next_index: number;
  readonly tree_size: number;
  readonly backlog: number;
  readonly consecutive_failures: number;
  readonly last_error: { readonly code: string; readonly message: string } | null;
}

describe('deliveries to log collectors', () => {
  let engines: Engines;
  let estate: Estate;
  let processes: ApiAndWorker;
  let operator: Operator;

  before(async () => {
    engines = await startEngines();
    processes = await startApiAndWorker(engines, PASSWORD, {
      CAPSTAN_LOOPBACK_COLLECTORS: '1',
      CAPSTAN_LOG_LEVEL: 'debug',
    });
    estate = await Estate.open(engines);
    operator = new Operator(processes.baseUrl, 'admin', PASSWORD);
  });

  after(async () => {
    await processes?.stop();
    await estate?.close();
    await engines?.stop();
  });

  let made = 0;
  const create = (fields: object) => {
    made += 1;
    return operator.call<Collector>(201, 'POST', '/v1/log-collectors', { name: `collector ${made}`, ...fields });
  };
  const read = (id: number) => operator.call<Collector>(200, 'GET', `/v1/log-collectors/${id}`);
  const change = (id: number, body: object) => operator.call<Collector>(200, 'PATCH', `/v1/log-collectors/${id}`, body);
  const say = (id: number, verb: string) => operator.call<Collector>(200, 'POST', `/v1/log-collectors/${id}/${verb}`);

  /** @returns the collector's workflow, which has ended. */
  async function pausedWorkflow(id: number) {
    await say(id, 'pause');
    const workflow = estate.client.workflow.getHandle(deliveryWorkflowIdOf(id));
    await until('its workflow has ended', async () =>
      (await workflow.describe()).status.name === 'COMPLETED' ? true : undefined,
    );
    return workflow;
  }

  /** Records of reads, many at a time. */
  async function leaveRecords(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 25) {
      await Promise.all(Array.from({ length: Math.min(left, 25) }, () => operator.call(200, 'GET', '/v1/me')));
    }
  }

  const failing = (id: number, code: string) =>
    until(`collector ${id} fails with ${code}`, async () => {
      const collector = await read(id);
      return collector.last_error?.code === code ? collector : undefined;
    });

  /** Looking adds to the log, so this asks for what was there at the beginning. */
  async function delivered(id: number): Promise<number> {
    await until('what is committed is under a checkpoint', async () => {
      const pending = await estate.store.models.ledgerPending.countDocuments({ log: 1 });
      const head = await estate.store.models.ledgerHeads.findById(1).lean();
      return pending === 0 && head?.size === head?.published_size ? true : undefined;
    });
    const head = await estate.store.models.ledgerHeads.findById(1).lean();
    const size = head?.published_size ?? 0;
    await until(`collector ${id} has ${size} entries`, async () => {
      const collector = await estate.store.models.logCollectors.findById(id).lean();
      return (collector?.next_index ?? 0) >= size ? true : undefined;
    });
    return size;
  }

  /** The log as the export tells it. */
  async function eventIds(size: number): Promise<string[]> {
    const rows = await estate.store.models.ledgerSequence
      .find({ log: 1, index: { $lt: size } })
      .sort({ index: 1 })
      .lean();
    return rows.map(({ _id }) => _id);
  }

  function placeOf(message: string): { readonly index: number; readonly event: string } {
    const [, index, event = ''] = /\[capstan@\d+ index="(\d+)" event="([^"]+)"/.exec(message) ?? [];
    return { index: Number(index), event };
  }

  /** Every entry once, in the order of the log. */
  async function assertComplete(taken: readonly { index: number; event: string }[], from = 0): Promise<void> {
    assert.deepEqual(
      taken.map(({ index }) => index),
      taken.map((_, at) => from + at),
    );
    const ids = await eventIds(from + taken.length);
    assert.deepEqual(
      taken.map(({ event }) => event),
      ids.slice(from),
    );
  }

  const linesOf = (receiver: HttpReceiver) =>
    receiver.batches.flatMap(({ lines }) =>
      lines.map((line) => JSON.parse(line)).map((line) => ({ ...line, event: line.event_id })),
    );

  it('a receiver that comes days late, or seconds, gets everything once and in order', async () => {
    const port = await freePort();
    const certificate = makeServerCertificate('late authority', ['127.0.0.1']);
    const tls = { ca_pem: certificate.caPem, server_name: null };
    const name = 'The late one';
    const { id } = await create({ name, kind: 'syslog', format: 'jsonl', host: '127.0.0.1', port, tls });
    const { last_error: shown } = await failing(id, 'unreachable');
    assert.match(shown?.message ?? '', new RegExp(`127\\.0\\.0\\.1:${port}`));
    await leaveRecords(700);
    await until('it has been tried again', async () => ((await read(id)).consecutive_failures > 1 ? true : undefined));

    const receiver = await startSyslogReceiver({ port, certificate });
    try {
      const size = await delivered(id);
      assert.ok(size > 700);
      await assertComplete(receiver.messages.map(placeOf));
      const { last_error, consecutive_failures } = await read(id);
      assert.deepEqual([last_error, consecutive_failures], [null, 0]);
      for (const message of receiver.messages) {
        const { leaf, leaf_hash } = JSON.parse(message.slice(message.indexOf('] {') + 2));
        assert.equal(hashLeaf(Buffer.from(leaf, 'base64')).toString('base64'), leaf_hash);
      }

      const events = await until('both are in the operational log', async () => {
        const told = await estate.store.models.operationalEvents
          .find({ kind: 'delivery', 'attributes.log_collector_id': id })
          .sort({ _id: 1 })
          .lean();
        return told.at(-1)?.level === 'info' ? told : undefined;
      });
      assert.ok(events.length >= 3);
      assert.deepEqual([events[0]?.level, events[0]?.code], ['warn', 'unreachable']);
      // Only the collector itself says where the log goes: more people read events than collectors.
      for (const { message, attributes } of events) {
        const said = JSON.stringify([message, attributes]);
        assert.match(message, new RegExp(`log collector ${id}\\b`, 'i'));
        for (const hidden of ['127.0.0.1', `:${port}`, name]) assert.ok(!said.includes(hidden), `${hidden} in ${said}`);
      }

      // What is new follows by itself.
      const before = receiver.messages.length;
      await leaveRecords(1);
      await delivered(id);
      assert.ok(receiver.messages.length > before);
      await assertComplete(receiver.messages.map(placeOf));
    } finally {
      await say(id, 'deactivate');
      await receiver.close();
    }
  });

  it('a receiver that breaks off half-way gets the batch again, and misses nothing', async () => {
    const receiver: SyslogReceiver = await startSyslogReceiver();
    receiver.faults.resetAfter = 100;
    const tls = { ca_pem: receiver.certificate.caPem, server_name: null };
    const { id } = await create({ kind: 'syslog', format: 'cef', host: '127.0.0.1', port: receiver.port, tls });
    try {
      await delivered(id);
      const taken = receiver.messages.map(placeOf);
      const [cut, rest] = [taken.slice(0, 100), taken.slice(100)];
      await assertComplete(cut);
      await assertComplete(rest);
    } finally {
      await say(id, 'deactivate');
      await receiver.close();
    }
  });

  it('a receiver with another certificate gets nothing, until the right one is named', async () => {
    const receiver = await startHttpReceiver({ tls: true });
    const tls = { ca_pem: makeServerCertificate('another authority', ['127.0.0.1']).caPem, server_name: null };
    const { id } = await create({ kind: 'http', format: 'jsonl', url: receiver.url, tls });
    try {
      await failing(id, 'tls_refused');
      assert.equal(receiver.requests, 0);
      await change(id, { tls: { ca_pem: receiver.certificate.caPem, server_name: null } });
      await delivered(id);
      await assertComplete(linesOf(receiver));
    } finally {
      await say(id, 'deactivate');
      await receiver.close();
    }
  });

  it('a server gets every batch with its place and the authorization, and again where its answer was lost', async () => {
    const receiver = await startHttpReceiver();
    const authorization = 'Bearer of-this-test';
    const heard: string[] = [];
    const lost: { index: number; event: string }[] = [];
    receiver.intercept = (request, response, body) => {
      heard.push(request.headers.authorization ?? '');
      if (lost.length > 0) return false;
      for (const line of body.toString('utf8').split('\n').filter(Boolean)) {
        const { index, event_id: event } = JSON.parse(line);
        lost.push({ index, event });
      }
      // It has everything, and its answer gets lost.
      response.socket?.destroy();
      return true;
    };
    const { id } = await create({ kind: 'http', format: 'jsonl', url: receiver.url, authorization, tls: NO_TLS });
    try {
      await delivered(id);
      await assertComplete(lost);
      await assertComplete(linesOf(receiver));
      assert.deepEqual([...new Set(heard)], [authorization]);
      let next = 0;
      for (const { headers, lines } of receiver.batches) {
        assert.equal(headers['content-type'], 'application/x-ndjson');
        assert.equal(headers['x-capstan-from-index'], String(next));
        next += lines.length;
        assert.equal(headers['x-capstan-next-index'], String(next));
        assert.equal(headers['x-capstan-organization'], '1');
      }
    } finally {
      await say(id, 'deactivate');
      await receiver.close();
    }
  });

  it('a server that finds batches too large gets smaller ones', async () => {
    const receiver = await startHttpReceiver();
    receiver.intercept = (_request, response, body) => {
      if (body.length < 100_000) return false;
      response.writeHead(413).end();
      return true;
    };
    const { id } = await create({ kind: 'http', format: 'jsonl', url: receiver.url, tls: NO_TLS });
    try {
      const { message } = (await failing(id, 'too_large')).last_error ?? {};
      assert.match(message ?? '', /413/);
      await until('a smaller batch is taken', async () => (receiver.batches.length > 0 ? true : undefined));
      await assertComplete(linesOf(receiver));
    } finally {
      await say(id, 'deactivate');
      await receiver.close();
    }
  });

  it('a collector that takes connections and says nothing holds up no other', async () => {
    const silent = await startSilentServer();
    const stuck = await Promise.all(
      [1, 2, 3].map(() => create({ kind: 'syslog', format: 'cef', host: '127.0.0.1', port: silent.port, tls: NO_TLS })),
    );
    const receiver = await startHttpReceiver();
    const { id } = await create({ kind: 'http', format: 'jsonl', url: receiver.url, tls: NO_TLS });
    try {
      await delivered(id);
      for (const other of stuck) assert.deepEqual([(await read(other.id)).last_error, other.next_index], [null, 0]);
      await assertComplete(linesOf(receiver));
    } finally {
      for (const other of [...stuck, { id }]) await say(other.id, 'deactivate');
      await Promise.all([silent.close(), receiver.close()]);
    }
  });

  it('a worker that is killed while it sends loses nothing and skips nothing', async () => {
    const receiver = await startHttpReceiver();
    let doomed: RoleProcess | undefined = processes.worker;
    receiver.intercept = () => {
      // The second batch is on its way when the worker dies.
      if (receiver.batches.length !== 1 || !doomed) return false;
      doomed.child.kill('SIGKILL');
      doomed = undefined;
      return true;
    };
    const { id } = await create({ kind: 'http', format: 'ocsf', url: receiver.url, tls: NO_TLS });
    try {
      await processes.worker.gone();
      await processes.startWorker();
      await delivered(id);
      const taken = receiver.batches
        .flatMap(({ lines }) => lines.map((line) => JSON.parse(line)))
        .map(({ metadata }) => ({ index: metadata.sequence, event: metadata.uid }));
      await assertComplete(taken);
    } finally {
      await say(id, 'deactivate');
      await receiver.close();
    }
  });

  it('a paused collector gets nothing, and goes on where it stood; one that is set back gets entries again', async () => {
    const receiver = await startHttpReceiver();
    const { id } = await create({ kind: 'http', format: 'jsonl', url: receiver.url, tls: NO_TLS });
    try {
      await delivered(id);
      await pausedWorkflow(id);
      const requests = receiver.requests;
      await leaveRecords(5);
      assert.equal(receiver.requests, requests);
      await say(id, 'activate');
      await delivered(id);
      await assertComplete(linesOf(receiver));

      const before = linesOf(receiver).length;
      await change(id, { next_index: 3 });
      await delivered(id);
      await assertComplete(linesOf(receiver).slice(before), 3);
    } finally {
      await say(id, 'deactivate');
      await receiver.close();
    }
  });

  it('nothing is delivered for an organization that is inactive, and all of it once it is active again', async () => {
    const receiver = await startHttpReceiver();
    const { organizations, logCollectors } = estate.store.models;
    const setStatus = (status: 'active' | 'inactive') => organizations.updateOne({ _id: 1 }, { $set: { status } });
    const { id } = await create({ kind: 'http', format: 'jsonl', url: receiver.url, tls: NO_TLS });
    try {
      await delivered(id);
      const workflow = await pausedWorkflow(id);
      const { requests } = receiver;
      await leaveRecords(3);
      // The first organization stays active for whoever asks the API.
      await setStatus('inactive');
      await logCollectors.updateOne({ _id: id }, { $set: { status: 'active', watch_due_at: new Date(0) } });
      await until('a turn has ended, and the next one is waited for', async () => {
        const { events } = await workflow.fetchHistory();
        return events?.some((event) => event.timerStartedEventAttributes) ? true : undefined;
      });
      assert.equal(receiver.requests, requests);
      assert.equal((await logCollectors.findById(id).lean())?.last_error, null);
      await setStatus('active');
      await change(id, { name: 'of an organization that is active again' });
      await delivered(id);
      await assertComplete(linesOf(receiver));
    } finally {
      await setStatus('active');
      await say(id, 'deactivate');
      await receiver.close();
    }
  });

  it('a workflow that is gone is started again, and goes on where the document stands', async () => {
    const receiver = await startHttpReceiver();
    const { id } = await create({ kind: 'http', format: 'jsonl', url: receiver.url, tls: NO_TLS });
    try {
      await delivered(id);
      const workflow = estate.client.workflow.getHandle(deliveryWorkflowIdOf(id));
      const { runId } = await workflow.describe();
      await workflow.terminate('by the test');
      // As if the time until the next look were over.
      await estate.store.models.logCollectors.updateOne({ _id: id }, { $set: { watch_due_at: new Date(0) } });
      await until('another run has begun', async () => {
        const { runId: other, status } = await workflow.describe();
        return other !== runId && status.name === 'RUNNING' ? true : undefined;
      });
      await leaveRecords(3);
      await delivered(id);
      // The first run's last activity may not have heard of its end yet, and deliver beside the second's.
      const once = new Map(linesOf(receiver).map(({ index, event }) => [index, { index, event }]));
      await assertComplete([...once.values()]);
    } finally {
      await say(id, 'deactivate');
      await receiver.close();
    }
  });
});
