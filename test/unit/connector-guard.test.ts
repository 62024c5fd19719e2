/** The guard around every connector: one kind of error, in time, without secrets. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import type { ChangeRequest, ChangeSession, Connector, Login, TargetContext } from '../../connectors/contract.ts';
import { guarded } from '../../connectors/middleware.ts';
import { Secret } from '../../domain/secret.ts';
import { TargetFailure } from '../../domain/target-failure.ts';
import { rejectsWith } from '../connectors/failure-expectations.ts';

const OLD: Login = { username: 'app', material: { kind: 'password', secret: new Secret('old "pass" wörd/+&') } };
const NEW = { kind: 'password', secret: new Secret('new-secret?%20=') } as const;
const CHANGE: ChangeRequest = { username: 'app', candidate: NEW, authority: { by: 'self', login: OLD } };

const target = (changes: Partial<TargetContext> = {}): TargetContext => ({
  endpoint: { address: '127.0.0.1', port: 1, trust: { kind: 'loopback_plaintext' } },
  settings: {},
  connectTimeoutMs: 1_000,
  operationTimeoutMs: 1_000,
  signal: new AbortController().signal,
  ...changes,
});

function connectorThat(act: (context: TargetContext<{ database: string }>) => Promise<void>): Connector {
  return guarded({
    kind: 'postgres',
    credentialKind: 'password',
    resourceType: 'postgres_role',
    supports: { self: true, reconcileAccount: true, removal: true },
    settings: z.strictObject({ database: z.string().default('postgres') }),
    passwordRules: null,
    usernameProblem: (username: string) => (username === 'bad' ? 'bad name' : null),
    login: act,
    change: act,
    remove: act,
    openChanges: async (context) => ({ isOpen: true, change: () => act(context), close: async () => undefined }),
  });
}

/** Every usual way in which a secret could have got into a text. */
function forms(secret: Secret): string {
  const text = secret.reveal();
  const bytes = Buffer.from(text);
  return [
    text,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(text),
    JSON.stringify(text),
  ].join(' | ');
}

/** Lets everything happen that waits for nothing but its turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the guard around a connector', () => {
  it('hands the connector settings with their defaults', async () => {
    let seen: unknown;
    await connectorThat(async ({ settings }) => {
      seen = settings;
    }).login(target(), OLD);
    assert.deepEqual(seen, { database: 'postgres' });
  });

  it('turns a foreign error into protocol_error: effect none for a login, unknown for what changes the target', async () => {
    const broken = connectorThat(() => Promise.reject(new Error(`boom ${forms(NEW.secret)}`)));
    await rejectsWith(broken.login(target(), OLD), { code: 'protocol_error', effect: 'none' }, [OLD.material, NEW]);
    await rejectsWith(broken.change(target(), CHANGE), { code: 'protocol_error', effect: 'unknown' }, [
      OLD.material,
      NEW,
    ]);
    const removal = broken.remove?.(target(), { username: 'app', publicKey: 'x', authority: CHANGE.authority });
    assert.ok(removal);
    await rejectsWith(removal, { code: 'protocol_error', effect: 'unknown' }, [OLD.material]);
  });

  it('keeps code and effect of a failure, and takes secrets in every usual encoding out of message, stack and cause', async () => {
    const text = `cannot: ${forms(NEW.secret)} ${forms(OLD.material.secret)}`;
    const failing = connectorThat(() =>
      Promise.reject(new TargetFailure('access_denied', text, 'unknown', { cause: new Error(text) })),
    );
    const failure = await rejectsWith(failing.change(target(), CHANGE), { code: 'access_denied', effect: 'unknown' }, [
      OLD.material,
      NEW,
    ]);
    assert.match(failure.message, /^cannot: \[secret\]/);
    assert.equal(failure.cause, undefined);
    for (const form of `${forms(NEW.secret)} | ${forms(OLD.material.secret)}`.split(' | ')) {
      assert.ok(!`${failure.message} ${failure.stack}`.includes(form), 'a form of a secret is left');
    }
  });

  it('takes single lines of a private key out as well', async () => {
    const lines = ['bGluZSBvbmUgb2YgdGhlIGtleQ', 'bGluZSB0d28gb2YgdGhlIGtleQ'];
    const secret = new Secret(
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`,
    );
    const failing = connectorThat(() =>
      Promise.reject(new TargetFailure('protocol_error', `parse error near ${lines[1]}`)),
    );
    const material = { kind: 'ssh_key', secret } as const;
    await rejectsWith(
      failing.login(target(), { username: 'app', material }),
      { code: 'protocol_error', effect: 'none' },
      [material],
    );
  });

  it('makes every message one short line, whatever the target put into it', async () => {
    const text = `it says \u001b[2J\n{"level":"error"}\u202e\0 ${'😀'.repeat(600)}`;
    const failing = connectorThat(() => Promise.reject(new TargetFailure('protocol_error', text)));
    const failure = await rejectsWith(failing.login(target(), OLD), { code: 'protocol_error', effect: 'none' }, []);
    assert.match(failure.message, /^it says {2}\[2J \{"level":"error"\} {2}😀+…$/u);
    assert.equal([...failure.message].length, 500);
    assert.doesNotMatch(String(failure.stack).replaceAll('\n', ''), /\p{C}/u);
  });

  it('keeps whether the call was given up and whether the target judged the credential', async () => {
    for (const options of [
      { aborted: true, judged: false },
      { aborted: false, judged: true },
    ]) {
      const failing = connectorThat(() => Promise.reject(new TargetFailure('timeout', 'slow', 'none', options)));
      const failure = await rejectsWith(failing.login(target(), OLD), { code: 'timeout', effect: 'none' }, []);
      assert.deepEqual({ aborted: failure.aborted, judged: failure.judged }, options);
    }
    const refusing = connectorThat(() => Promise.reject(new TargetFailure('credential_invalid', 'no')));
    const refusal = await rejectsWith(
      refusing.login(target(), OLD),
      { code: 'credential_invalid', effect: 'none' },
      [],
    );
    assert.equal(refusal.judged, true);
  });

  it('ends a call that goes on for too long, a change with effect unknown', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const stuck = connectorThat(() => new Promise(() => undefined));
    const [login, change] = [stuck.login(target(), OLD), stuck.change(target(), CHANGE)];
    const ends = Promise.all([
      rejectsWith(login, { code: 'timeout', effect: 'none' }, []),
      rejectsWith(change, { code: 'timeout', effect: 'unknown' }, []),
    ]);
    context.mock.timers.tick(1_000 + 1_000 + 5_000);
    await ends;
  });

  it('sends nothing more over a kept connection that still owes an answer, and takes secrets out of what it throws', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const asked: number[] = [];
    const stuck = connectorThat(() => {
      asked.push(asked.length);
      return new Promise(() => undefined);
    });
    const authority = { by: 'reconcile_account', login: OLD } as const;
    const session = await stuck.openChanges?.(target(), authority);
    assert.ok(session);
    const [first, second] = [session.change(CHANGE), session.change(CHANGE)];
    const ends = Promise.all([
      rejectsWith(first, { code: 'timeout', effect: 'unknown' }, []),
      rejectsWith(second, { code: 'unreachable', effect: 'none' }, []),
    ]);
    // The change begins once it is its turn, and so does its time.
    await turn();
    context.mock.timers.tick(1_000 + 1_000 + 5_000);
    await ends;
    assert.deepEqual([asked, session.isOpen], [[0], false]);

    const text = `cannot: ${forms(NEW.secret)} ${forms(OLD.material.secret)}`;
    const failing = connectorThat(() => Promise.reject(new TargetFailure('access_denied', text)));
    const other = await failing.openChanges?.(target(), authority);
    assert.ok(other);
    const refused = other.change(CHANGE);
    await rejectsWith(refused, { code: 'access_denied', effect: 'none' }, [OLD.material, NEW]);
    assert.equal(other.isOpen, true);
  });

  it('closes a kept connection that comes after its time', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    let isClosed = false;
    let arrive: (session: ChangeSession) => void = () => undefined;
    const late = new Promise<ChangeSession>((resolve) => {
      arrive = resolve;
    });
    const slow = guarded({ ...connectorThat(async () => undefined), openChanges: () => late });
    const opening = slow.openChanges?.(target(), { by: 'reconcile_account', login: OLD });
    assert.ok(opening);
    const end = rejectsWith(opening, { code: 'timeout', effect: 'none' }, []);
    context.mock.timers.tick(1_000 + 1_000 + 5_000);
    await end;
    const close = async () => {
      isClosed = true;
    };
    arrive({ isOpen: true, change: async () => undefined, close });
    await turn();
    assert.equal(isClosed, true);
  });

  it('lets no bad name and no bad settings reach the connector, of the authority neither', async () => {
    let called = false;
    const connector = connectorThat(async () => {
      called = true;
    });
    const expected = { code: 'not_supported', effect: 'none' } as const;
    await rejectsWith(connector.login(target(), { ...OLD, username: 'bad' }), expected, []);
    const authority = { by: 'reconcile_account', login: { ...OLD, username: 'bad' } } as const;
    await rejectsWith(connector.change(target(), { ...CHANGE, authority }), expected, []);
    await rejectsWith(connector.login(target({ settings: { database: 7 } }), OLD), expected, []);
    assert.equal(called, false);
  });
});
