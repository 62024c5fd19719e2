/** The tour: real credentials verified, rotated, broken and healed through the HTTP API, for whoever has just arrived. */

import { join, relative } from 'node:path';
import { type DemoTargets, type DemoTargetsOwner, demoTargets } from '../demo-targets.ts';
import type { TourAccount } from './account.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { showAuditTrail, showTimeline } from './evidence.ts';
import { Mismatch, type Story, tellStory } from './life-of-a-credential.ts';
import { registerLinux } from './register-linux.ts';
import { registerPostgres } from './register-postgres.ts';
import { openRegistration } from './registration.ts';
import { createReport, duration, type Report } from './report.ts';

export interface TourOptions {
  readonly baseUrl: string;
  readonly dataDir: string;
  readonly adminPasswordFile: string;
  /** Takes one line. */
  readonly print: (line: string) => void;
  /** Who owns the demo targets beyond the tour; without one they are stopped at its end. */
  readonly demo?: DemoTargetsOwner | undefined;
  /** Whether Capstan and the targets run on after the tour; decides what is said to do next. */
  readonly keepsRunning?: boolean;
}

/** Answers whether everything was as it must be; what was not is printed with what was expected. */
export async function runTour(options: TourOptions): Promise<{ readonly ok: boolean }> {
  const demo = options.demo ?? demoTargets(options.dataDir, options.print);
  try {
    return { ok: await new Tour(options).run(demo) };
  } finally {
    if (options.demo === undefined) await demo.stop();
  }
}

class Tour {
  readonly #api: ApiClient;
  readonly #report: Report;
  /** How curl logs in, without the password in the shell's history. */
  readonly #login: string;
  readonly #dataDir: string;
  readonly #keepsRunning: boolean;
  #failures = 0;

  constructor({ baseUrl, dataDir, adminPasswordFile, print, keepsRunning }: TourOptions) {
    this.#dataDir = dataDir;
    this.#keepsRunning = keepsRunning === true;
    const coloured = process.stdout.isTTY === true && !process.env['NO_COLOR'];
    this.#api = createApiClient(baseUrl, adminPasswordFile);
    this.#report = createReport(print, coloured);
    this.#login = `-u admin:"$(cat ${shellPath(adminPasswordFile)})"`;
  }

  async run(demo: DemoTargetsOwner): Promise<boolean> {
    const report = this.#report;
    const startedAt = performance.now();
    report.title('The tour: real credentials, rotated while you watch', [
      `Every step is a request to ${this.#api.baseUrl}, or a login by a client that knows nothing of Capstan.`,
      'Lines that begin with $ are the same by hand.',
    ]);

    const stories: (Story & { account: TourAccount })[] = [];
    for (const account of (await this.#step(() => this.#accounts(demo))) ?? []) {
      report.heading(account.title);
      if (stories.length === 0) this.#showJobCommands(account.resourceId);
      const story = await this.#step(() => tellStory(this.#api, account, report));
      if (story) stories.push({ ...story, account });
    }
    const [first] = stories;
    if (first) await this.#showEvidence(first);
    this.#sumUp(stories.length, performance.now() - startedAt);
    return this.#failures === 0;
  }

  #sumUp(stories: number, tookMs: number): void {
    const healed = `${stories} credential${stories === 1 ? '' : 's'} verified, rotated, broken and healed`;
    const verdict =
      this.#failures === 0
        ? `Everything was as it must be: ${healed} in ${duration(tookMs)}.`
        : `${this.#failures} of the steps went wrong; ${healed} in ${duration(tookMs)}. The ✘ above say what was expected.`;
    this.#report.title(verdict, []);
    if (this.#failures > 0) {
      this.#report.plain(`  The logs of API and worker are in ${shellPath(join(this.#dataDir, 'logs'))}`);
      return;
    }
    const next = this.#keepsRunning
      ? [
          ['Look around', `${this.#api.baseUrl}/docs`],
          ['The inventory', `curl ${this.#login} ${this.#api.baseUrl}/v1/resources`],
          ['Play on', 'the demo targets stay up with Capstan, now and at every npm start'],
        ]
      : [['Keep one running', 'npm start, then open its /docs']];
    for (const [what = '', how = ''] of [...next, ['Your own targets', 'README.md, first steps']]) {
      this.#report.plain(`  ${what.padEnd(18)} ${how}`);
    }
  }

  /** Starts the targets and registers them; what cannot be had is said and left out. */
  async #accounts(demo: DemoTargetsOwner): Promise<readonly TourAccount[]> {
    const { postgres, sshd } = await this.#targets(demo);
    this.#report.heading('Tell Capstan about them');
    let shown = false;
    const registration = await openRegistration(this.#api, (body) => {
      if (!shown) this.#showNewResource(body);
      shown = true;
    });
    const accounts = [await registerPostgres(registration, postgres, this.#report)];
    if (sshd.available) accounts.push(...(await registerLinux(registration, sshd, this.#report)));
    return accounts;
  }

  async #targets(demo: DemoTargetsOwner): Promise<DemoTargets> {
    this.#report.heading('Start something to work on');
    const startedAt = performance.now();
    const targets = await demo.start();
    const { postgres, sshd } = targets;
    this.#report.tick('PostgreSQL', `127.0.0.1:${postgres.port}, over TLS`);
    if (sshd.available) this.#report.tick('OpenSSH', `127.0.0.1:${sshd.port}, with Linux accounts of its own`);
    else this.#report.note(`No Linux accounts on this machine: ${sshd.reason}`);
    this.#report.plain(`      started in ${duration(performance.now() - startedAt)}`);
    return targets;
  }

  #showNewResource(body: unknown): void {
    this.#report.command([
      `curl ${this.#login} ${this.#api.baseUrl}/v1/resources -H 'content-type: application/json'`,
      `-d '${JSON.stringify(body)}'`,
    ]);
  }

  #showJobCommands(resourceId: number): void {
    for (const operation of ['verify', 'rotate']) {
      this.#report.command([
        `curl ${this.#login} -X POST ${this.#api.baseUrl}/v1/resources/${resourceId}/${operation}`,
      ]);
    }
  }

  async #showEvidence({ account, rotationJobId, jobIds }: Story & { account: TourAccount }): Promise<void> {
    const { baseUrl } = this.#api;
    this.#report.heading(`What that rotation did, step by step (job ${rotationJobId})`);
    this.#report.command([`curl ${this.#login} ${baseUrl}/v1/jobs/${rotationJobId}/timeline`]);
    await this.#step(() => showTimeline(this.#api, rotationJobId, this.#report));
    this.#report.heading(`The audit trail of ${account.title}`);
    this.#report.command([
      `curl ${this.#login} '${baseUrl}/v1/logs/audit?target_type=resource&target_id=${account.resourceId}'`,
    ]);
    await this.#step(() => showAuditTrail(this.#api, account.resourceId, jobIds, this.#report));
  }

  /** A step that goes wrong is told, and the tour goes on with what does not need it. */
  async #step<Result>(step: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await step();
    } catch (error) {
      this.#failures += 1;
      const where = error instanceof Mismatch ? error.step : 'failed';
      this.#report.cross(where, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}

/** Relative where that is shorter; quoted where a shell would split it. */
function shellPath(path: string): string {
  const short = relative(process.cwd(), path);
  const shown = short.length < path.length ? short : path;
  return /^[\w./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
