/** The tour against a whole Capstan: real engines, API, worker and targets. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../launcher/engines/free-port.ts';
import { type Launch, type Launched, launch } from '../../launcher/launch.ts';
import { silentProgress } from '../../launcher/progress.ts';
import type { TourAccount } from '../../launcher/tour/account.ts';
import { createApiClient } from '../../launcher/tour/api-client.ts';
import { Mismatch, tellStory } from '../../launcher/tour/life-of-a-credential.ts';
import { registerPostgres } from '../../launcher/tour/register-postgres.ts';
import { openRegistration } from '../../launcher/tour/registration.ts';
import { createReport } from '../../launcher/tour/report.ts';
import { runTour } from '../../launcher/tour/run-tour.ts';

describe('the tour', () => {
  let directory = '';
  let running: Launch;
  let launched: Launched;
  let adminPasswordFile = '';
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'capstan-tour-test-'));
    const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('CAPSTAN_'));
    const settings = { CAPSTAN_DATA_DIR: join(directory, 'data'), CAPSTAN_PORT: String(await freePort()) };
    running = launch({ ...Object.fromEntries(ours), ...settings }, silentProgress);
    launched = await running.ready;
    assert.ok(launched.adminPasswordFile);
    adminPasswordFile = launched.adminPasswordFile;
  });
  after(async () => {
    await running.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function tour(file = adminPasswordFile): Promise<{ ok: boolean; output: string }> {
    const lines: string[] = [];
    const { baseUrl, settings, demo } = launched;
    const print = (line: string) => lines.push(line);
    const { ok } = await runTour({ baseUrl, dataDir: settings.dataDir, adminPasswordFile: file, print, demo });
    return { ok, output: lines.join('\n') };
  }

  it('ends well, twice on the same data, and shows no secret', async () => {
    const first = await tour();
    assert.ok(first.ok, first.output);
    assert.match(first.output, /-d '."name"/);
    const { sshd, postgres } = await launched.demo.start();
    assert.ok(sshd.available, 'this machine must be able to run the demo sshd');
    for (const account of ['PostgreSQL role demo_app', 'Linux account deploy', 'Linux account backup']) {
      assert.ok(first.output.includes(account), first.output);
    }
    assert.match(first.output, /old password +refused: password authentication failed for user "demo_app"/);
    assert.match(first.output, /promote +1 +\d.*succeeded/);
    assert.match(first.output, /reconcile\.apply +5 +intended/);
    for (const secret of [readFileSync(adminPasswordFile, 'utf8').trim(), postgres.superuser.password.reveal()]) {
      assert.ok(!first.output.includes(secret));
    }
    assert.doesNotMatch(first.output, /PRIVATE KEY|SCRAM-SHA-256/);

    const second = await tour();
    assert.ok(second.ok, second.output);
    assert.doesNotMatch(second.output, /-d '."name"/, 'what the first tour registered is used again');
  });

  it('says what was expected and what came where a step goes otherwise', async () => {
    const api = createApiClient(launched.baseUrl, adminPasswordFile);
    const registration = await openRegistration(api, () => undefined);
    const { postgres: server } = await launched.demo.start();
    const report = createReport(() => undefined, false);
    const account = await registerPostgres(registration, server, report);
    const unharmed: TourAccount = { ...account, damage: () => Promise.resolve() };
    await assert.rejects(tellStory(api, unharmed, report), (error) => {
      assert.ok(error instanceof Mismatch);
      assert.equal(error.step, 'verify');
      assert.match(error.message, /expected: job failed with credential_invalid, resource out_of_sync/);
      assert.match(error.message, /actual: job \d+ succeeded, resource verified/);
      return true;
    });
  });

  it('is not ok where the API refuses its login, and names the request', async () => {
    const { ok, output } = await tour(join(import.meta.dirname, 'temporary-directory.ts'));
    assert.equal(ok, false);
    assert.match(output, /✘ .*GET \/v1\/scopes answered 401/);
  });
});

describe('the report of the tour', () => {
  it('uses no colours unless asked, and keeps results in a column', () => {
    const shown = (coloured: boolean) => {
      const lines: string[] = [];
      const report = createReport((line) => lines.push(line), coloured);
      report.heading('One');
      report.tick('short', 'first');
      report.cross('somewhat longer', 'second');
      report.table(['A', 'LONG'], [['value', 'x']]);
      return lines;
    };
    const plain = shown(false);
    assert.ok(plain.every((line) => !line.includes('\u001b')));
    assert.ok(shown(true).some((line) => line.includes('\u001b[32m✔')));
    assert.equal(plain[2]?.indexOf('first'), plain[3]?.indexOf('second'));
    assert.deepEqual(plain.slice(4), ['      A      LONG', '      value  x']);
  });
});
