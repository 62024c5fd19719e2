/** Logs in for a look, and changes nothing: each credential once a batch, so many at a device at once as it takes. */

import { Context } from '@temporalio/activity';
import type { Connector, Login, TargetContext } from '../../connectors/contract.ts';
import { guardForLooks, guardInWords, type LoginGuardRules } from '../../domain/login-guard.ts';
import type { LoginGuard } from '../../store/login-guard.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../../store/models/credential.ts';
import type { DeviceDocument, PlatformDocument, ResourceDocument } from '../../store/models/inventory.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { TargetAnswer } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { loginTurn } from '../login-turn.ts';
import { openLogin, openTarget } from '../target.ts';
import { answerOf, type JudgedAnswer, unlessStopping, WorkerStopping } from '../target-answer.ts';
import { AccountSessions, type AccountUse, keyOfUse } from './account-sessions.ts';
import type { Tried } from './checks-at-target.ts';
import type { DevicePlaces } from './device-places.ts';
import { Places } from './places.ts';
import type { RefusedAccounts } from './refused-accounts.ts';

/** Whoever logs in. */
export interface LoginSubject {
  readonly resource: ResourceDocument;
  readonly device: DeviceDocument;
  readonly platform: PlatformDocument;
  readonly credential: CredentialDocument;
  readonly current: CredentialVersionDocument;
}

/** What a reconcile account would change. */
export interface ChangedByAccount {
  readonly username: string;
  readonly platform: PlatformDocument;
}

const MOST_AT_ONCE = 16;
/** A device that has been silent to so many one after another is not asked by the rest of the batch. */
const SILENT_AFTER = 3;

interface Silence {
  readonly count: number;
  readonly code: 'unreachable' | 'timeout';
}

/** What logs in. */
type LogIn = (connector: Connector, context: TargetContext, login: Login) => Promise<void>;

export interface LoginsParts {
  readonly job: JobDocument;
  readonly guard: LoginGuard;
  readonly refused: RefusedAccounts;
  readonly devices: DevicePlaces;
}

export class Logins {
  readonly #dependencies: Dependencies;
  readonly #job: JobDocument;
  readonly #guard: LoginGuard;
  readonly #refused: RefusedAccounts;
  readonly #tried = new Map<number, Promise<Tried>>();
  /** By account, and by the platform for whose resources it was tried. */
  readonly #accounts = new Map<string, Promise<Tried>>();
  /** By resource, however it was tried. */
  readonly #latest = new Map<number, Promise<Tried>>();
  readonly #sessions = new AccountSessions();
  readonly #overall = new Places<'all'>();
  readonly #devices: DevicePlaces;
  readonly #silent = new Map<number, Silence>();

  constructor(dependencies: Dependencies, { job, guard, refused, devices }: LoginsParts) {
    this.#dependencies = dependencies;
    this.#job = job;
    this.#guard = guard;
    this.#refused = refused;
    this.#devices = devices;
  }

  /** @param parallel how many may be at the device at once. Rejects where the worker stops, or has lost its store. */
  try(subject: LoginSubject, parallel: number): Promise<Tried> {
    const { _id } = subject.resource;
    const tried =
      this.#tried.get(_id) ??
      this.#accounts.get(keyOfUse(useOf(subject, subject.platform))) ??
      this.#unlessRefused(subject, () =>
        this.#start(subject, parallel, (connector, context, login) => connector.login(context, login)),
      );
    this.#tried.set(_id, tried);
    return tried;
  }

  /**
   * As {@link try}, and then whether the account may change the managed one. What the target has refused in the same job is
   * not tried again. Resources of one platform that have the account in common ask over one connection, until {@link close}.
   */
  async tryAccount(subject: LoginSubject, managed: ChangedByAccount, parallel: number): Promise<Tried> {
    const known = this.#refused.find(this.#job._id, subject.current._id);
    if (known) return { answer: known, ms: null };
    const through = this.#platformToAskThrough(subject, managed);
    const use = useOf(subject, through);
    const key = keyOfUse(use);
    const kept = this.#sessions.forgetLost(use) ? undefined : this.#accounts.get(key);
    const tried = kept ?? this.#startAccount(subject, through, parallel);
    this.#accounts.set(key, tried);
    const { answer } = await tried;
    if (answer) this.#refused.note(this.#job._id, subject.current._id, answer);
    return answer?.ok ? this.#mayChange(subject, through, managed.username, parallel) : tried;
  }

  /** It changes the managed account by that one's connector and settings, and may log in by others itself. */
  #platformToAskThrough({ platform }: LoginSubject, managed: ChangedByAccount): PlatformDocument {
    return this.#dependencies.connectorFor(managed.platform.connector).openChanges ? managed.platform : platform;
  }

  /** Once nothing is tried any more. */
  async close(): Promise<void> {
    await this.#sessions.close();
    await this.#devices.close();
  }

  #startAccount(subject: LoginSubject, through: PlatformDocument, parallel: number): Promise<Tried> {
    const open: LogIn = (...asked) => this.#sessions.open(useOf(subject, through), ...asked);
    return this.#unlessRefused(subject, () => this.#start(subject, parallel, open, through));
  }

  /** One that has failed as a resource of the plan, or as the account of other resources, is not tried once more. */
  #unlessRefused({ resource: { _id } }: LoginSubject, start: () => Promise<Tried>): Promise<Tried> {
    const earlier = this.#latest.get(_id);
    const tried = earlier ? earlier.then((known) => (hasFailed(known) ? known : start())) : start();
    this.#latest.set(_id, tried);
    return tried;
  }

  async #mayChange(
    subject: LoginSubject,
    through: PlatformDocument,
    username: string,
    parallel: number,
  ): Promise<Tried> {
    const call = { connector: through.connector, step: 'login' } as const;
    const { answer } = await this.#within(subject.device, parallel, () =>
      answerOf(this.#dependencies, call, () => this.#sessions.mayChange(useOf(subject, through), username)),
    );
    return { answer: unlessStopping(answer), ms: null };
  }

  async #within({ _id }: DeviceDocument, parallel: number, work: () => Promise<JudgedAnswer>): Promise<JudgedAnswer> {
    const judged = await this.#devices.within(_id, parallel, () => this.#overall.within('all', MOST_AT_ONCE, work));
    return judged ?? { answer: CROWDED, judged: false, seconds: 0 };
  }

  /** Counted before it waits for a place at the device, so that none is held for a write, or for logins of others. */
  async #start(
    subject: LoginSubject,
    parallel: number,
    logIn: LogIn,
    through: PlatformDocument = subject.platform,
  ): Promise<Tried> {
    const { device, platform, credential } = subject;
    const rules = guardForLooks(platform.login_guard);
    const { cancellationSignal } = Context.current();
    const admitted = await loginTurn(() => this.#guard.admit(credential._id, rules), cancellationSignal);
    if (admitted === 'busy' && cancellationSignal.aborted) throw new WorkerStopping('the worker stops');
    if (typeof admitted === 'string') return { answer: keptBack(admitted, rules), ms: null };
    let isTried = false;
    const tried = this.#within(device, parallel, () => {
      isTried = true;
      return this.#login(subject, logIn, through);
    });
    const judged = await tried.catch(async (error: unknown) => {
      // What came to an end unknown stays counted; what never had a place would be a failed login that nobody has made.
      if (!isTried) await this.#guard.end(admitted, 'not_judged');
      throw error;
    });
    const { answer } = judged;
    await this.#guard.end(admitted, answer.ok ? 'worked' : judged.judged ? 'refused' : 'not_judged');
    return { answer: unlessStopping(answer), ms: answer.ok ? Math.round(judged.seconds * 1000) : null };
  }

  async #login(subject: LoginSubject, logIn: LogIn, through: PlatformDocument): Promise<JudgedAnswer> {
    const { resource, device, platform, credential, current } = subject;
    const silence = this.#silent.get(device._id);
    if (silence && silence.count >= SILENT_AFTER) return { answer: notTried(silence), judged: false, seconds: 0 };
    const call = { connector: through.connector, step: 'login' } as const;
    const judged = await answerOf(this.#dependencies, call, async () => {
      const managed = { resource, device, platform: through, credential };
      const { connector, context } = openTarget(this.#dependencies, managed);
      const account = { resource, platform, credential };
      await logIn(connector, context, await openLogin(this.#dependencies, account, current, this.#job._id));
    });
    this.#note(device._id, judged.answer);
    this.#tell(subject, judged);
    return judged;
  }

  #note(deviceId: number, answer: TargetAnswer): void {
    if (!answer.ok && (answer.code === 'unreachable' || answer.code === 'timeout')) {
      this.#silent.set(deviceId, { count: (this.#silent.get(deviceId)?.count ?? 0) + 1, code: answer.code });
    } else {
      this.#silent.delete(deviceId);
    }
  }

  /** What works is told by the plan, and would fill the log. */
  #tell({ resource, device, platform, credential }: LoginSubject, { answer, seconds }: JudgedAnswer): void {
    if (answer.ok) return;
    const { code, message, effect } = answer;
    this.#dependencies.operationalLog.add({
      organization_id: this.#job.organization_id,
      scope_id: this.#job.scope_id,
      resource_id: resource._id,
      device_id: device._id,
      level: 'warn',
      kind: 'connector.outcome',
      message: `Login by ${platform.connector} failed: ${message} (effect: ${effect})`,
      code,
      job_id: this.#job._id,
      step: 'work',
      connector: platform.connector,
      duration_ms: Math.round(seconds * 1000),
      correlation_id: this.#job.correlation_id,
      attributes: { call: 'login', effect, credential_id: credential._id },
    });
  }
}

/** Settings that do not fit say nothing of the login. */
function hasFailed({ answer }: Tried): boolean {
  return answer?.ok === false && answer.code !== 'not_supported';
}

function useOf({ resource }: LoginSubject, through: PlatformDocument): AccountUse {
  return { accountId: resource._id, platformId: through._id };
}

/** Others that are just logging in say nothing against the account: the operation waits for its turn as well. */
function keptBack(by: 'closed' | 'busy', rules: LoginGuardRules): TargetAnswer {
  const code = by === 'busy' ? 'resource_busy' : 'lockout_guard';
  return { ok: false, code, effect: 'none', message: `not tried: ${guardInWords(rules)}` };
}

const CROWDED: TargetAnswer = {
  ok: false,
  code: 'resource_busy',
  effect: 'none',
  message: 'not tried: as many as platform and policies allow were at work on the device all the time',
};

function notTried({ count, code }: Silence): TargetAnswer {
  const message = `not tried: the device gave no answer to the ${count} logins before it`;
  return { ok: false, code, effect: 'none', message };
}
