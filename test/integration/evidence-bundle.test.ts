/** An evidence bundle from end to end: a real rotation, a real worker, the file over HTTP, and a verifier that knows nothing else. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../launcher/engines/free-port.ts';
import { linesOf, unpackBundle } from '../support/built-bundle.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Operator } from '../support/operator.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { listFiles } from '../support/reference-bundle.ts';
import { NoteSigner } from '../support/reference-log.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { writeZip } from '../support/zip-writer.ts';

const ADMIN_PASSWORD = 'a password for this test alone';
const VERIFIER = new URL('../../verifier/capstan-verify.mjs', import.meta.url).pathname;

interface ShownBundle {
  readonly id: number;
  readonly state: string;
  readonly record_count: number;
  readonly platform_proof: boolean;
  readonly size: number;
  readonly sha256: string;
}

interface ShownLedger {
  readonly origin: string;
  readonly vkey: string;
  readonly platform: { readonly vkey: string };
}

interface RecordLine {
  readonly index: number;
  readonly event_id: string;
  readonly leaf: string;
  readonly record: { readonly operation: string; readonly status: string; readonly reason: string | null };
}

type Members = Map<string, Buffer>;

describe('an evidence bundle', () => {
  let engines: Engines;
  let target: PostgresTarget;
  let worker: RoleProcess;
  let api: RoleProcess;
  let admin: Operator;
  let baseUrl: string;
  const directory = mkdtempSync(join(tmpdir(), 'capstan-bundle-'));
  let rotation: number;
  let bundle: ShownBundle;
  let zip: Buffer;
  let ledger: ShownLedger;

  before(async () => {
    [engines, target] = await Promise.all([startEngines(), PostgresTarget.start()]);
    const port = await freePort();
    baseUrl = `http://127.0.0.1:${port}`;
    const settings = { CAPSTAN_PORT: String(port), CAPSTAN_ADMIN_PASSWORD: ADMIN_PASSWORD };
    worker = startRole('worker/main.ts', environmentOf(engines));
    api = startRole('api/main.ts', { ...environmentOf(engines), ...settings });
    await Promise.all([worker.printed('Worker is ready'), api.printed('The API listens')]);
    admin = new Operator(baseUrl, 'admin', ADMIN_PASSWORD);
  });

  after(async () => {
    rmSync(directory, { recursive: true });
    await Promise.all([worker?.stop(), api?.stop()]);
    await Promise.all([engines?.stop(), target?.stop()]);
  });

  async function fetchContent(id: number): Promise<{ readonly headers: Headers; readonly bytes: Buffer }> {
    const authorization = `Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString('base64')}`;
    const answer = await fetch(`${baseUrl}/v1/evidence-bundles/${id}/content`, {
      headers: { Authorization: authorization },
    });
    assert.equal(answer.status, 200);
    return { headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  function verify(bytes: Buffer, ...args: readonly string[]): Promise<{ exitCode: number; said: string }> {
    const file = join(directory, 'bundle.zip');
    writeFileSync(file, bytes);
    const command = [VERIFIER, 'bundle', file, ...(args.length > 0 ? args : ['--vkey', ledger.vkey])];
    return new Promise((resolve) => {
      // Nothing of this process's environment: no settings, no database.
      execFile(process.execPath, command, { env: {}, cwd: directory }, (error, stdout, stderr) => {
        resolve({ exitCode: error ? Number(error.code) : 0, said: stdout + stderr });
      });
    });
  }

  it('is built of the records of a rotation, and fetched', async () => {
    const estate = await admin.registerPostgres(target);
    const resource = await admin.addRole(estate, await target.addRole());
    rotation = await admin.request('rotate', resource);
    assert.equal((await admin.ended(rotation, 60_000)).status, 'succeeded');
    const body = { job_id: rotation, reason: '<b>the</b> audit & more', ticket_id: 'AUD-7' };
    const asked = await admin.call<{ job_id: number; bundle_id: number }>(202, 'POST', '/v1/evidence-bundles', body);
    assert.equal((await admin.ended(asked.job_id, 60_000)).status, 'succeeded');
    bundle = await admin.call<ShownBundle>(200, 'GET', `/v1/evidence-bundles/${asked.bundle_id}`);
    assert.deepEqual([bundle.state, bundle.platform_proof], ['ready', true], JSON.stringify(bundle));
    ledger = await admin.call<ShownLedger>(200, 'GET', '/v1/ledger');
    const { headers, bytes } = await fetchContent(bundle.id);
    zip = bytes;
    assert.deepEqual(
      [headers.get('content-type'), headers.get('content-disposition')],
      ['application/zip', `attachment; filename="evidence-bundle-${bundle.id}.zip"`],
    );
    assert.deepEqual([zip.length, createHash('sha256').update(zip).digest('hex')], [bundle.size, bundle.sha256]);
  });

  it('holds every record of the job, as the audit log shows them', async () => {
    const members = unpackBundle(zip);
    const records = linesOf<RecordLine>(members, 'records.jsonl');
    const logged = await admin.auditOf([rotation]);
    assert.deepEqual(
      records.map(({ record }) => `${record.operation} ${record.status}`).sort(),
      logged.map(({ operation, status }) => `${operation} ${status}`).sort(),
    );
    assert.equal(records.length, bundle.record_count);
    const names = ['README.txt', 'checkpoint', 'manifest.json', 'platform/checkpoint', 'platform/proof.json'];
    assert.deepEqual([...members.keys()].sort(), [
      ...names,
      'platform/vkey',
      'proofs.jsonl',
      'records.jsonl',
      'summary.html',
      'vkey',
    ]);
    const manifest = JSON.parse(String(members.get('manifest.json')));
    assert.deepEqual(manifest.selection, { job_id: rotation, from: null, to: null });
    const summary = String(members.get('summary.html'));
    assert.match(summary, /&lt;b&gt;the&lt;\/b&gt; audit &amp; more/);
    assert.match(summary, /rotate\.apply<\/td>/);
    assert.match(
      String(members.get('README.txt')),
      /npx capstan-verify bundle evidence-bundle-\d+\.zip --vkey-file KEY/,
    );
  });

  it('is verified offline, in a process that has the file and the public key', async () => {
    const { exitCode, said } = await verify(zip, '--vkey', ledger.vkey, '--print');
    assert.equal(exitCode, 0, said);
    assert.match(said, /^VERIFIED$/m);
    assert.match(said, /rotate\.apply resource/);
    const keyFile = join(directory, 'key');
    writeFileSync(keyFile, `${ledger.vkey}\n`);
    const withPlatform = await verify(zip, '--vkey-file', keyFile, '--platform-vkey', ledger.platform.vkey);
    assert.equal(withPlatform.exitCode, 0, withPlatform.said);
    assert.match(withPlatform.said, /platform log: .*; the checkpoint is its leaf \d+/);
  });

  it('is not verified by the key of somebody else', async () => {
    const other = new NoteSigner(ledger.origin);
    assert.equal((await verify(zip, '--vkey', other.vkey)).exitCode, 1);
    assert.equal((await verify(zip, '--vkey', ledger.vkey, '--platform-vkey', other.vkey)).exitCode, 1);
  });

  /** What somebody does who knows the format: the manifest is made to fit. */
  function repacked(members: Members, fits = true): Buffer {
    const files = new Map(members);
    const manifest = JSON.parse(String(files.get('manifest.json')));
    files.delete('manifest.json');
    if (fits) manifest.files = listFiles(files);
    files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
    return writeZip([...files].map(([name, content]) => ({ name, content })));
  }

  function edited(name: string, change: (text: string) => string): Members {
    const members = unpackBundle(zip);
    const before = String(members.get(name));
    const after = change(before);
    assert.notEqual(after, before, `${name} was changed`);
    return members.set(name, Buffer.from(after));
  }

  it('still verifies when it is packed anew as it is', async () => {
    const { exitCode, said } = await verify(repacked(unpackBundle(zip)));
    assert.equal(exitCode, 0, said);
  });

  const withoutFirstLine = (text: string) => text.slice(text.indexOf('\n') + 1);
  const swapped = (text: string) => text.replace(/^(.*)\n(.*)\n/, '$2\n$1\n');
  const TAMPERING: readonly (readonly [what: string, name: string, change: (text: string) => string])[] = [
    ['an outcome', 'records.jsonl', (text) => text.replaceAll('"status":"succeeded"', '"status":"failed"')],
    ['an actor', 'records.jsonl', (text) => text.replaceAll('"name":"admin"', '"name":"nobody"')],
    [
      'a leaf',
      'records.jsonl',
      (text) => text.replace(/"leaf":"(.)/, (_, one) => `"leaf":"${one === 'e' ? 'f' : 'e'}`),
    ],
    ['an index', 'records.jsonl', (text) => text.replace(/"index":\d+/, '"index":0')],
    ['a record taken out', 'records.jsonl', withoutFirstLine],
    ['two records in another order', 'records.jsonl', swapped],
    ['a disclosure taken out', 'records.jsonl', (text) => text.replace(/"disclosures":\["[^"]+",?/, '"disclosures":[')],
    ['a proof taken out', 'proofs.jsonl', withoutFirstLine],
    ['two proofs in another order', 'proofs.jsonl', swapped],
    [
      'a hash of a proof',
      'proofs.jsonl',
      (text) => text.replace(/"hashes":\["[^"]+"/, `"hashes":["${'A'.repeat(43)}="`),
    ],
    ['the size of the tree', 'checkpoint', (text) => text.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`)],
    [
      'the signature',
      'checkpoint',
      (text) => text.replace(/(— \S+ .{10})(.)/u, (_, a, b) => a + (b === 'A' ? 'B' : 'A')),
    ],
    ['the platform’s proof', 'platform/proof.json', (text) => text.replace(/"leaf_index":\d+/, '"leaf_index":0')],
    ['the platform’s checkpoint', 'platform/checkpoint', (text) => text.replace(/\n\d+\n/, '\n1\n')],
  ];
  for (const [what, name, change] of TAMPERING) {
    it(`is not verified after a change of ${what}`, async () => {
      const members = edited(name, change);
      for (const fits of [true, false]) {
        const { exitCode, said } = await verify(repacked(members, fits));
        assert.equal(exitCode, 1, said);
        assert.match(said, /^NOT VERIFIED$/m);
        assert.match(
          said,
          new RegExp(fits ? (name.split('.')[0] ?? name) : `${name}: has another SHA-256|${name}: is of another size`),
        );
      }
    });
  }

  it('is not verified after a change of the summary alone, which the manifest names', async () => {
    const { exitCode, said } = await verify(
      repacked(
        edited('summary.html', (text) => text.replace('admin', 'nobody')),
        false,
      ),
    );
    assert.equal(exitCode, 1, said);
  });

  it('leaves its own records: asked for, begun, built with its SHA-256, and fetched', async () => {
    const path = `/v1/logs/audit?limit=1000&target_type=evidence_bundle&target_id=${bundle.id}`;
    const { events } = await admin.call<{ events: { operation: string; status: string; change: string | null }[] }>(
      200,
      'GET',
      path,
    );
    assert.deepEqual(events.map(({ operation, status }) => `${operation} ${status}`).reverse(), [
      'evidence.create intended',
      'evidence.create.begin succeeded',
      'evidence.create succeeded',
      'evidence.read succeeded',
      'evidence.download succeeded',
    ]);
    assert.equal(events[0]?.change, `SHA-256 ${bundle.sha256}`);
    assert.match(events[2]?.change ?? '', new RegExp(`records of job ${rotation}.*SHA-256 ${bundle.sha256}$`));
  });

  it('fails with its code where there is nothing to put in', async () => {
    const { id } = (await admin.call<{ id: number }[]>(200, 'GET', '/v1/resources'))[0] ?? { id: 0 };
    const body = { resource_id: id, from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' };
    const asked = await admin.call<{ job_id: number; bundle_id: number }>(202, 'POST', '/v1/evidence-bundles', body);
    assert.equal((await admin.ended(asked.job_id, 60_000)).status, 'failed');
    const failed = await admin.call<Record<string, unknown>>(200, 'GET', `/v1/evidence-bundles/${asked.bundle_id}`);
    assert.deepEqual([failed['state'], failed['code']], ['failed', 'no_records']);
    assert.match(String(failed['message']), /^there are no records of resource \d+ from 2020-01-01T00:00:00.000Z/);
    await admin.call(409, 'GET', `/v1/evidence-bundles/${asked.bundle_id}/content`);
  });
});
