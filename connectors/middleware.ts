/** What every connector goes through: settings checked, time bounded, errors of one kind, secrets kept in. */

import type { Secret } from '../domain/secret.ts';
import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import { boundedAccounts } from './bounded-accounts.ts';
import type { Authority, ChangeSession, Connector, Material, TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { inTurn } from './kept-changes.ts';
import { withinLimit } from './time-limit.ts';

/** Beyond both limits of the call: time for closing, so that a connector's own, better message comes first. */
const GRACE_MS = 5_000;

const MAX_MESSAGE_CHARACTERS = 500;
const MAX_FRAMES = 20;

type KeepingConnector<Settings> = Required<Pick<Connector<Settings>, 'openChanges'>>;

/**
 * Wraps a connector so that every call parses its settings, ends in time, throws nothing but `TargetFailure`,
 * and lets no secret of that call out through an error, in whatever usual encoding. Messages are one short line.
 */
export function guarded<Settings>(connector: Connector<Settings>): Connector<Settings> {
  const { login, change, remove, openChanges, readAccounts } = connector;
  const call = async <Result>(
    target: TargetContext<Settings>,
    lost: Effect,
    secrets: readonly Secret[],
    usernames: readonly string[],
    work: (target: TargetContext<Settings>) => Promise<Result>,
  ): Promise<Result> => {
    try {
      const checked = checkedTarget(connector, target, usernames);
      return await withinLimit(work(checked), {
        limitMs: target.connectTimeoutMs + target.operationTimeoutMs + GRACE_MS,
        failure: () =>
          new TargetFailure('timeout', `${place(target.endpoint)} kept the call longer than allowed`, lost, {
            // Nobody is left to say how far it came.
            judged: true,
          }),
      });
    } catch (error) {
      throw presentable(error, lost, secrets);
    }
  };
  const keeping =
    (open: KeepingConnector<Settings>['openChanges']): KeepingConnector<Settings>['openChanges'] =>
    async (target, authority) => {
      const { username, material } = authority.login;
      let opening: Promise<ChangeSession> | undefined;
      const session = await call(target, 'none', [material.secret], [username], (checked) => {
        opening = open.call(connector, checked, authority);
        return opening;
      }).catch((error: unknown) => {
        // One that comes after its time would stay open for ever.
        opening?.then((late) => late.close()).catch(() => undefined);
        throw error;
      });
      const { mayChange, readyAmong } = session;
      return inTurn(session, target, {
        change: (request) =>
          call(target, 'unknown', secretsOf(request.candidate, authority), [request.username], () =>
            session.change(request),
          ),
        ...(mayChange
          ? {
              mayChange: (managed: string) =>
                call(target, 'none', [material.secret], [managed], () => mayChange.call(session, managed)),
            }
          : {}),
        ...(readyAmong
          ? {
              readyAmong: (managed: readonly string[]) =>
                call(target, 'none', [material.secret], [], () =>
                  // Names that the target cannot have are no reason to know nothing of the others.
                  readyAmong.call(
                    session,
                    managed.filter((name) => connector.usernameProblem(name) === null),
                  ),
                ),
            }
          : {}),
      });
    };
  return {
    ...connector,
    login: (target, request) =>
      call(target, 'none', [request.material.secret], [request.username], (checked) =>
        login.call(connector, checked, request),
      ),
    change: (target, request) =>
      call(
        target,
        'unknown',
        secretsOf(request.candidate, request.authority),
        [request.username, request.authority.login.username],
        (checked) => change.call(connector, checked, request),
      ),
    ...(remove
      ? {
          remove: (target, request) =>
            call(
              target,
              'unknown',
              [request.authority.login.material.secret],
              [request.username, request.authority.login.username],
              (checked) => remove.call(connector, checked, request),
            ),
        }
      : {}),
    ...(openChanges ? { openChanges: keeping(openChanges) } : {}),
    ...(readAccounts
      ? {
          readAccounts: (target, request) =>
            call(target, 'none', [request.material.secret], [request.username], async (checked) =>
              boundedAccounts(await readAccounts.call(connector, checked, request), checked),
            ),
        }
      : {}),
  };
}

function secretsOf(candidate: Material, authority: Authority): Secret[] {
  return [candidate.secret, authority.login.material.secret];
}

function checkedTarget<Settings>(
  connector: Connector<Settings>,
  target: TargetContext<Settings>,
  usernames: readonly string[],
): TargetContext<Settings> {
  for (const username of usernames) {
    const problem = connector.usernameProblem(username);
    if (problem) throw new TargetFailure('not_supported', `this account name cannot be used: ${problem}`);
  }
  const settings = connector.settings.safeParse(target.settings);
  if (!settings.success) {
    const where = settings.error.issues
      .map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.code}`)
      .join(', ');
    throw new TargetFailure('not_supported', `the platform's ${connector.kind} settings are wrong (${where})`);
  }
  return { ...target, settings: settings.data };
}

/** A failure without causes, whose texts hold none of `secrets`. */
function presentable(error: unknown, lost: Effect, secrets: readonly Secret[]): TargetFailure {
  const failure =
    error instanceof TargetFailure
      ? error
      : new TargetFailure('protocol_error', `unexpected: ${error instanceof Error ? error.name : typeof error}`, lost, {
          judged: true,
        });
  const forms = secrets.flatMap((secret) => formsOf(secret.reveal())).sort((a, b) => b.length - a.length);
  const { aborted, judged } = failure;
  const text = plain(scrubbed(failure.message, forms));
  const clean = new TargetFailure(failure.code, text, failure.effect, { aborted, judged });
  // The stack of the original says where it came from; frames of an unexpected error are what finds the fault.
  const origin = error instanceof Error ? error.stack : failure.stack;
  const frames = (origin ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_FRAMES)
    .map(plain);
  clean.stack = scrubbed([`${clean.name}: ${clean.message}`, ...frames].join('\n'), forms);
  return clean;
}

/** Names and texts may have come from the target: none reaches a terminal or a record with control characters or at length. */
function plain(text: string): string {
  const characters = [...text.replace(/\p{C}+/gu, ' ')];
  return characters.length > MAX_MESSAGE_CHARACTERS
    ? `${characters.slice(0, MAX_MESSAGE_CHARACTERS - 1).join('')}…`
    : characters.join('');
}

function scrubbed(text: string, forms: readonly string[]): string {
  return forms.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
}

/** The text itself and how it looks after the usual encodings; of a text with lines, each line as well. */
function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= 16 && !line.startsWith('-----'));
  const all = [secret, ...(lines.length > 1 ? lines : [])].flatMap((text) => {
    const bytes = Buffer.from(text);
    return [
      text,
      bytes.toString('base64'),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      encodeURIComponent(bytes.toString()),
      JSON.stringify(text).slice(1, -1),
    ];
  });
  return [...new Set(all)].filter((form) => form !== '');
}
