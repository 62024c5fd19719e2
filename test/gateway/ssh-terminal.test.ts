/** Shells and commands through the SSH gateway, by OpenSSH's own client, on a real sshd. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import { SshTarget } from '../support/ssh-target.ts';
import { until } from '../support/until.ts';
import { GatewayUnderTest, type PreparedSession, type RunningClient } from './ssh-gateway.ts';

let target: SshTarget;
let under: GatewayUnderTest;
before(async () => {
  target = await SshTarget.start();
  under = await GatewayUnderTest.start(target);
});
after(async () => {
  await under?.stop();
  await target?.stop();
});

/** Much more than what may be on its way in a session that is held: by the end of it such a session has come to a stop. */
async function passElsewhere(): Promise<void> {
  const { stdout } = await under.exec(await under.session(), 'head -c 40000000 /dev/zero');
  assert.equal(stdout.length, 40_000_000);
}

// Alone, since memory is measured.
describe('much output through the SSH gateway', () => {
  it('holds a target that prints for ever, in flat memory, while nobody reads', async () => {
    const session = await under.session();
    const client = under.ssh(session, ['--', 'cat /dev/zero']);
    client.child.stdin.end();
    client.child.stdout.pause();
    const recorded = () => session.output.reduce((sum, data) => sum + data.length, 0);
    await until('output', async () => recorded() || undefined);
    await passElsewhere();
    assert.ok(recorded() < 12_000_000, `${recorded()} bytes were taken from the target`);
    client.child.kill('SIGKILL');
    assert.equal((await session.ended()).cause, 'client_left');
  });

  it('passes 20 MB to a slow reader, and holds little of it at a time', async () => {
    let taken = 0;
    const output = (data: Buffer) => {
      taken += data.length;
      return true;
    };
    const session = await under.session({ recorder: { output } });
    const client = under.ssh(session, ['--', 'head -c 20000000 /dev/zero']);
    client.child.stdin.end();
    client.child.stdout.removeAllListeners('data');
    const before = process.memoryUsage().arrayBuffers;
    let [seen, ahead, buffers] = [0, 0, 0];
    for await (const data of client.child.stdout) {
      seen += data.length;
      ahead = Math.max(ahead, taken - seen);
      buffers = Math.max(buffers, process.memoryUsage().arrayBuffers - before);
      await delay(1);
    }
    assert.equal(seen, 20_000_000);
    assert.ok(ahead < 8_000_000, `${ahead} bytes were on their way`);
    assert.ok(buffers < 64_000_000, `${buffers} bytes of buffers`);
    assert.equal((await client.exited).code, 0);
  });
});

describe('terminals and commands through the SSH gateway', { concurrency: 4 }, () => {
  const shows = (client: RunningClient, text: string | RegExp) =>
    until(`${text} on the screen`, async () => {
      const screen = client.stdout().toString();
      return (typeof text === 'string' ? screen.includes(text) : text.test(screen)) || undefined;
    });
  /** `-tt`: a terminal although the client has none itself. */
  const shell = async (session: PreparedSession) => {
    const client = under.ssh(session, ['-tt'], { TERM: 'xterm' });
    client.child.stdin.write('PS1=; echo rea""dy\n');
    await shows(client, 'ready');
    return client;
  };

  const shellOf = (client: Client) =>
    new Promise<ClientChannel>((resolve, reject) => {
      client.shell((error, channel) => (error ? reject(error) : resolve(channel)));
    });

  /** Asks for what no session allows: what the client sent before that has reached the gateway by the answer. */
  const arrived = (client: Client) =>
    new Promise<void>((resolve, reject) => {
      client.forwardOut('127.0.0.1', 1, 'nowhere.example', 1, (error) => {
        if (error) resolve();
        else reject(new Error('it was not refused'));
      });
    });

  it('passes on exit code, output and errors of a command, and tells them', async () => {
    const session = await under.session();
    const { code, stdout, stderr } = await under.exec(session, 'echo out; echo err >&2; exit 7');
    assert.deepEqual([code, stdout.toString(), stderr], [7, 'out\n', 'err\n']);
    assert.equal((await session.ended()).cause, 'client_left');
    assert.deepEqual(session.exits, [{ code: 7, signal: null }]);
    assert.deepEqual(session.starts, [{ kind: 'exec', command: 'echo out; echo err >&2; exit 7', pty: null }]);
    assert.deepEqual(session.text.split('\n').sort(), ['', 'err', 'out']);
    assert.match(session.visitor?.clientVersion ?? '', /^OpenSSH_/);
  });

  it('logs in with a key as well as with a password', async () => {
    const { username, key } = await target.addKeyAccount();
    const login = { username, material: { kind: 'ssh_key', secret: key.privateKey } } as const;
    const { stdout } = await under.exec(await under.session({ login }), 'id -un');
    assert.equal(stdout.toString(), `${username}\n`);
  });

  it('tells the client which signal ended a command', async () => {
    const session = await under.session();
    const { code } = await under.exec(session, 'kill -TERM $$');
    assert.equal(code, 255);
    await session.ended();
    assert.deepEqual(session.exits, [{ code: null, signal: 'TERM' }]);
  });

  it('passes signals on to a command', async () => {
    const session = await under.session();
    const client = await under.client(session);
    const exit = await new Promise((resolve, reject) => {
      client.exec('trap "exit 3" USR1; echo ready; while :; do sleep 0.01; done', (error, channel) => {
        if (error) return reject(error);
        channel.once('data', () => channel.signal('USR1'));
        channel.once('exit', resolve);
      });
    });
    client.end();
    assert.equal(exit, 3);
  });

  it('passes on input to its end, and everything that comes back', async () => {
    const session = await under.session();
    const client = under.ssh(session, ['--', 'tee /dev/stderr | sha256sum']);
    const input = Buffer.alloc(3_000_000, 'input that is longer than any window\n');
    client.child.stdin.end(input);
    const { code, stdout, stderr } = await client.exited;
    assert.equal(code, 0);
    assert.equal(stdout.toString(), `${createHash('sha256').update(input).digest('hex')}  -\n`);
    assert.equal(stderr.length, input.length);
    assert.ok(Buffer.concat(session.input).equals(input));
  });

  it('passes everything while the client changes its keys again and again', async () => {
    const session = await under.session();
    const client = under.ssh(session, ['-oRekeyLimit=300K', '--', 'cat']);
    const input = Buffer.alloc(3_000_000, 'keys change every 300 KB\n');
    client.child.stdin.end(input);
    const { code, stdout } = await client.exited;
    assert.equal(code, 0);
    assert.ok(stdout.equals(input));
  });

  it('tells the end of output although the program lives on', async () => {
    const session = await under.session();
    const client = under.ssh(session, ['--', 'exec >&- 2>&-; read line; exit 3']);
    await new Promise((resolve) => client.child.stdout.once('end', resolve));
    assert.deepEqual(session.exits, []);
    client.child.stdin.end('go on\n');
    assert.equal((await client.exited).code, 3);
  });

  it('sends output and errors unchanged to a client that reads them slowly', async () => {
    const session = await under.session();
    const line = 'x'.repeat(1_000);
    const client = under.ssh(session, ['--', `yes ${line} | head -n 6000 & yes ${line} | head -n 6000 >&2; wait`]);
    client.child.stdin.end();
    client.child.stdout.pause();
    const taken = () => session.output.reduce((sum, data) => sum + data.length, 0);
    await until('output that waits', async () => taken() > 2_200_000 || undefined);
    client.child.stdout.resume();
    const { code, stdout, stderr } = await client.exited;
    assert.deepEqual([code, stdout.length, stderr.length], [0, 6_006_000, 6_006_000]);
    assert.ok(stdout.equals(Buffer.from(`${line}\n`.repeat(6_000))));
  });

  it('gives a shell the size of the window, and every later one', async () => {
    const session = await under.session();
    const tty = join(under.directory, 'tty');
    const ssh = ['ssh', '-tt', ...under.options(), '-p', String(under.gateway.port), `${session.id}@127.0.0.1`].join(
      ' ',
    );
    const script = `tty > ${tty}; stty rows 30 cols 100; exec ${ssh}`;
    const client = under.run('script', ['-qefc', script, '/dev/null'], session.token, {
      TERM: 'xterm',
      SHELL: '/bin/sh',
    });
    client.child.stdin.write('PS1=; stty size; echo rea""dy $TERM\n');
    await shows(client, 'ready xterm');
    assert.match(client.stdout().toString(), /30 100/);
    const name = (await readFile(tty, 'utf8')).trim();
    const resized = under.run('stty', ['-F', name, 'rows', '44', 'cols', '133'], '');
    assert.equal((await resized.exited).code, 0);
    // stty sets one side after the other.
    await until('the new size', async () => session.sizes.at(-1) === '133x44' || undefined);
    client.child.stdin.write('stty size; exit 5\n');
    assert.equal((await client.exited).code, 5);
    assert.match(client.stdout().toString(), /44 133/);
  });

  it('gives a shell the size that its window took while it was being opened', async () => {
    let open: () => void = () => undefined;
    const mayOpen = new Promise<void>((resolve) => {
      open = resolve;
    });
    let isAsked = false;
    const real = await under.session();
    const session = await under.session({
      openUpstream: async (signal, say) => {
        const upstream = await real.openUpstream(signal, say);
        return {
          ...upstream,
          open: async (request) => {
            isAsked = true;
            await mayOpen;
            return upstream.open(request);
          },
        };
      },
    });
    const client = await under.client(session);
    const shell = await shellOf(client);
    let screen = '';
    shell.on('data', (data: Buffer) => {
      screen += data.toString();
    });
    await until('the shell to be asked for', async () => isAsked || undefined);
    shell.setWindow(44, 133, 0, 0);
    await arrived(client);
    open();
    shell.write('PS1=; stty size\n');
    await until('its size', async () => /^44 133\r$/m.test(screen) || undefined);
    assert.equal(session.sizes.at(-1), '133x44');
    client.end();
  });

  it('opens one shell where the session has but one, however soon another is asked for', async () => {
    const session = await under.session({ allows: { oneChannel: true } });
    const client = await under.client(session);
    const [first, second] = await Promise.all([shellOf(client), shellOf(client)]);
    first.resume();
    let said = '';
    second.on('data', (data: Buffer) => {
      said += data.toString();
    });
    await new Promise((resolve) => second.once('close', resolve));
    assert.match(said, /a second shell is not allowed in this session/);
    const closed = new Promise((resolve) => first.once('close', resolve));
    first.end('exit\n');
    await closed;
    assert.deepEqual([session.starts.length, session.refusals], [1, [{ kind: 'too_many_channels', detail: '' }]]);
    client.end();
  });

  it('ends a session within two seconds, and says why', async () => {
    const session = await under.session();
    const client = await shell(session);
    const began = performance.now();
    await session.control.end('the administrator ended it');
    const { code, stdout } = await client.exited;
    assert.ok(performance.now() - began < 2_000);
    assert.equal(code, 255);
    assert.match(stdout.toString(), /\[capstan\] the session has ended: the administrator ended it\r\n/);
    assert.deepEqual(session.end, { cause: 'told', text: 'the administrator ended it', refusals: 0 });
  });

  it('ends a session within two seconds although the client is stopped and output waits', async () => {
    const session = await under.session();
    const client = under.ssh(session, ['--', 'cat /dev/zero']);
    client.child.stdout.pause();
    await until('output', async () => session.output[50]);
    client.child.kill('SIGSTOP');
    const began = performance.now();
    await session.control.end('enough');
    assert.ok(performance.now() - began < 2_000);
    assert.equal((await session.ended()).cause, 'told');
    client.child.kill('SIGKILL');
  });

  it('ends a session that nobody types in, whatever it prints', async () => {
    const session = await under.session({ idleLimitMs: 4_000 });
    const client = await shell(session);
    client.child.stdin.write('while :; do echo tick; sleep 0.1; done\n');
    assert.equal((await session.ended()).cause, 'idle');
    assert.match((await client.exited).stdout.toString(), /tick[\s\S]*nothing was typed for too long/);
  });

  it('drops what is typed while it is suspended, and goes on afterwards', async () => {
    const session = await under.session();
    const client = await under.client(session);
    const screen: Buffer[] = [];
    const shows = (text: string) =>
      until(`${text} on the screen`, async () => Buffer.concat(screen).toString().includes(text) || undefined);
    const shell = await new Promise<ClientChannel>((resolve, reject) => {
      client.shell((error, channel) => (error ? reject(error) : resolve(channel)));
    });
    shell.on('data', (data: Buffer) => screen.push(data));
    shell.write('PS1=; echo rea""dy\n');
    await shows('ready');
    session.control.suspend('suspended by a moderator');
    await shows('[capstan] suspended by a moderator');
    shell.write('echo for""bidden\n');
    await arrived(client);
    session.control.resume('it goes on');
    await shows('it goes on');
    shell.write('echo al""lowed\n');
    await shows('allowed');
    client.end();
    assert.doesNotMatch(Buffer.concat(screen).toString(), /forbidden/);
    assert.doesNotMatch(Buffer.concat(session.input).toString(), /bidden/);
  });

  it('drops what is typed while it is suspended from its beginning', async () => {
    const session = await under.session();
    const client = await under.client(session);
    session.control.suspend('suspended by a moderator');
    const shell = await new Promise<ClientChannel>((resolve, reject) => {
      client.shell((error, channel) => (error ? reject(error) : resolve(channel)));
    });
    const screen: Buffer[] = [];
    const shows = (text: string) =>
      until(`${text} on the screen`, async () => Buffer.concat(screen).toString().includes(text) || undefined);
    shell.on('data', (data: Buffer) => screen.push(data));
    await shows('suspended by a moderator');
    shell.write('echo for""bidden\n');
    await arrived(client);
    session.control.resume('it goes on');
    await shows('it goes on');
    shell.write('echo al""lowed\n');
    await shows('allowed');
    client.end();
    assert.doesNotMatch(Buffer.concat(session.input).toString(), /bidden/);
  });

  it('holds what is piped while it is suspended, and passes it afterwards', async () => {
    const session = await under.session();
    const client = await under.client(session);
    const cat = await new Promise<ClientChannel>((resolve, reject) => {
      client.exec('cat', (error, channel) => (error ? reject(error) : resolve(channel)));
    });
    const received: Buffer[] = [];
    cat.on('data', (data: Buffer) => received.push(data));
    const closed = new Promise((resolve) => cat.once('close', resolve));
    session.control.suspend('wait');
    cat.end('piped\n');
    await arrived(client);
    assert.deepEqual([received, session.input], [[], []]);
    session.control.resume('go on');
    await closed;
    assert.equal(Buffer.concat(received).toString(), 'piped\n');
    client.end();
  });

  it('passes nothing on while it is suspended that was being recorded when it was suspended', async () => {
    let release: () => void = () => undefined;
    const full = new Promise<void>((resolve) => {
      release = resolve;
    });
    let taken = 0;
    const input = (data: Buffer) => {
      taken += data.length;
      return false;
    };
    const session = await under.session({ recorder: { input, drained: () => full } });
    const client = await under.client(session);
    const cat = await new Promise<ClientChannel>((resolve, reject) => {
      client.exec('cat', (error, channel) => (error ? reject(error) : resolve(channel)));
    });
    const received: Buffer[] = [];
    cat.on('data', (data: Buffer) => received.push(data));
    const closed = new Promise((resolve) => cat.once('close', resolve));
    cat.end('piped\n');
    await until('it to be recorded', async () => taken > 0 || undefined);
    session.control.suspend('wait');
    release();
    await arrived(client);
    assert.deepEqual(received, []);
    session.control.resume('go on');
    await closed;
    assert.equal(Buffer.concat(received).toString(), 'piped\n');
    client.end();
  });

  it('begins nothing new while it is suspended, and begins it afterwards', async () => {
    const session = await under.session();
    const client = await under.client(session);
    session.control.suspend('suspended by a moderator');
    const said: Buffer[] = [];
    const closed = new Promise<void>((resolve, reject) => {
      client.exec('echo beg""un', (error, channel) => {
        if (error) return reject(error);
        channel.on('data', (data: Buffer) => said.push(data));
        channel.stderr.on('data', (data: Buffer) => said.push(data));
        channel.once('close', () => resolve());
      });
    });
    await until('the reason', async () => said[0]);
    assert.deepEqual(session.starts, []);
    session.control.resume('it goes on');
    await closed;
    assert.match(Buffer.concat(said).toString(), /suspended by a moderator[\s\S]*begun/);
    client.end();
  });

  it('never begins what was asked for while it was suspended, where it ends then', async () => {
    const session = await under.session();
    const client = await under.client(session);
    session.control.suspend('suspended by a moderator');
    await new Promise((resolve) => client.exec('true', resolve));
    await session.control.end('enough');
    assert.deepEqual([session.starts, session.failure], [[], undefined]);
  });

  it('passes no signals on while it is suspended', async () => {
    const session = await under.session();
    const client = await under.client(session);
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      client.exec('trap "echo got; exit 3" USR1; echo ready; read line; exit 4', (error, opened) =>
        error ? reject(error) : resolve(opened),
      );
    });
    await new Promise((resolve) => channel.once('data', resolve));
    const exit = new Promise((resolve) => channel.once('exit', resolve));
    session.control.suspend('wait');
    channel.signal('USR1');
    await arrived(client);
    session.control.resume('go on');
    channel.end('a line\n');
    assert.equal(await exit, 4);
    client.end();
  });

  it('does not reach the target with what the log was told too late, after the end', async () => {
    let tell: () => void = () => undefined;
    const told = new Promise<undefined>((resolve) => {
      tell = () => resolve(undefined);
    });
    let connections = 0;
    let asked = false;
    const session = await under.session({
      hooks: {
        channelStarts: () => {
          asked = true;
          return told;
        },
      },
      openUpstream: () => {
        connections += 1;
        return Promise.reject(new Error('nobody is to ask for it'));
      },
    });
    const client = await under.client(session);
    client.exec('true', (_error, channel) => channel?.resume());
    await until('the question', async () => asked || undefined);
    await session.control.end('enough');
    tell();
    await until('the end of the channel', async () => session.exits[0]);
    assert.equal(connections, 0);
  });

  it('takes no terminal and no variables for what has begun', async () => {
    let tell: () => void = () => undefined;
    const told = new Promise<undefined>((resolve) => {
      tell = () => resolve(undefined);
    });
    const session = await under.session({ hooks: { channelStarts: () => told } });
    const client = await under.client(session);
    const { _protocol } = client as unknown as {
      _protocol: { pty(id: number, ...rest: unknown[]): void };
    };
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      client.exec('test -t 0; echo $?', (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    const { outgoing } = channel as unknown as { outgoing: { id: number } };
    _protocol.pty(outgoing.id, 24, 80, 0, 0, 'xterm', null, false);
    await arrived(client);
    const answer = new Promise<Buffer>((resolve) => channel.once('data', resolve));
    tell();
    assert.equal((await answer).toString(), '1\n');
    client.end();
  });

  it('shows a watcher what the owner sees, and is not slowed by one that does not look', async () => {
    const session = await under.session();
    const client = await shell(session);
    const idle = session.control.watch();
    const watcher = session.control.watch();
    client.child.stdin.write('echo wat""ched; exit\n');
    const seen: Buffer[] = [];
    const kinds = new Set<string>();
    for await (const event of watcher) {
      kinds.add(event.kind);
      if (event.kind === 'reset') seen.push(event.screen);
      if (event.kind === 'output') seen.push(event.data);
    }
    assert.equal((await client.exited).code, 0);
    assert.match(Buffer.concat(seen).toString(), /ready[\s\S]*watched/);
    assert.deepEqual([...kinds], ['reset', 'output']);
    idle.close();
  });

  it('refuses what the session does not allow, and what its log refuses', async () => {
    const none = await under.session({ allows: { exec: false, shell: false } });
    const { code, stderr } = await under.exec(none, 'id');
    assert.deepEqual([code, stderr], [126, 'capstan: commands are not allowed in this session\r\n']);
    assert.deepEqual(none.refusals, [{ kind: 'exec', detail: 'id' }]);
    const asked = await under.session({ hooks: { channelStarts: async () => 'not this command' } });
    assert.match((await under.exec(asked, 'id')).stderr, /capstan: not this command/);
  });

  it('ends the session where its log cannot be written, or nothing can be recorded: the command never runs', async () => {
    const fails = () => Promise.reject(new Error('no database'));
    const untold = await under.session({ hooks: { channelStarts: fails } });
    assert.match((await under.exec(untold, 'id')).stderr, /cannot be recorded/);
    const unrecorded = await under.session({ recorder: { output: () => false, drained: fails } });
    assert.match((await under.exec(unrecorded, 'id')).stderr, /cannot be recorded/);
    assert.equal((await untold.ended()).cause, 'not_recorded');
    assert.equal((await unrecorded.ended()).cause, 'not_recorded');
  });

  it('ends the session where a new size cannot be recorded', async () => {
    const resize = () => {
      throw new Error('no space left');
    };
    const session = await under.session({ recorder: { resize } });
    const client = await under.client(session);
    const shell = await shellOf(client);
    shell.resume();
    shell.setWindow(44, 133, 0, 0);
    assert.equal((await session.ended()).cause, 'not_recorded');
  });

  it('waits for the recorder before it takes more', async () => {
    let release: () => void = () => undefined;
    const full = new Promise<void>((resolve) => {
      release = resolve;
    });
    let taken = 0;
    const session = await under.session({
      recorder: {
        output: (data) => {
          taken += data.length;
          return false;
        },
        drained: () => full,
      },
    });
    const client = under.ssh(session, ['--', 'head -c 1000000 /dev/zero']);
    client.child.stdin.end();
    await until('output', async () => (taken > 0 ? true : undefined));
    await passElsewhere();
    assert.ok(taken < 200_000, `${taken} bytes were taken from a full recorder`);
    release();
    assert.equal((await client.exited).stdout.length, 1_000_000);
  });
});
