/** Files through the SSH gateway: by scp, old and new, and by sftp, on a real sshd. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Login } from '../../connectors/contract.ts';
import { SshTarget } from '../support/ssh-target.ts';
import { GatewayUnderTest, type PreparedSession, type RunningClient } from './ssh-gateway.ts';

describe('files through the SSH gateway', () => {
  let target: SshTarget;
  let under: GatewayUnderTest;
  let login: Login;
  const content = randomBytes(3_000_000);
  const digest = sha256(content);
  before(async () => {
    target = await SshTarget.start();
    under = await GatewayUnderTest.start(target);
    login = await under.login();
    await mkdir(join(under.directory, 'tree/below'), { recursive: true });
    await writeFile(join(under.directory, 'tree/below/leaf'), 'leaf');
    await writeFile(join(under.directory, 'tree/empty'), '');
    await writeFile(join(under.directory, 'big'), content);
  });
  after(async () => {
    await under?.stop();
    await target?.stop();
  });

  const local = (name: string) => join(under.directory, name);
  const onTarget = (command: string) => target.script(`cd "/home/$1"; ${command}`, login.username);
  const scp = (session: PreparedSession, args: (remote: string) => readonly string[]) => {
    const all = ['-P', String(under.gateway.port), ...under.options(), ...args(`${session.id}@127.0.0.1:`)];
    return under.run('scp', all, session.token).exited;
  };
  const sftp = async (session: PreparedSession, batch: string): Promise<Awaited<RunningClient['exited']>> => {
    const args = ['-P', String(under.gateway.port), ...under.options(), '-oBatchMode=no', '-b', '-'];
    const client = under.run('sftp', [...args, `${session.id}@127.0.0.1`], session.token);
    client.child.stdin.end(batch);
    return client.exited;
  };
  /** What was told of each file, in few words. */
  const told = ({ outcomes }: PreparedSession) =>
    outcomes.map(({ via, kind, path, entry, to, ok, bytes, sha256: sum, unhashed }) =>
      [via, kind, path, entry, to, ok, bytes, sum ?? unhashed].filter((one) => one !== null).join(' '),
    );

  for (const [name, old, via] of [
    ['scp', [], 'sftp'],
    ['scp -O', ['-O'], 'scp'],
  ] as const) {
    it(`${name} uploads and downloads, and each file is told with its digest`, async () => {
      const up = await under.session({ login, allows: { shell: false, exec: false } });
      const sent = await scp(up, (remote) => [...old, '-p', local('big'), `${remote}copy`]);
      assert.deepEqual([sent.code, sent.stderr], [0, '']);
      assert.equal(sha256(Buffer.from(await onTarget('base64 copy'), 'base64')), digest);
      await up.ended();
      const path = via === 'sftp' ? 'copy' : 'copy big';
      assert.deepEqual(told(up), [`${via} upload ${path} true 3000000 ${digest}`]);
      assert.deepEqual([up.starts.length, up.output.length], [1, 0]);

      const down = await under.session({ login, allows: { shell: false, exec: false, upload: false } });
      const got = await scp(down, (remote) => [...old, `${remote}copy`, local(`back${via}`)]);
      assert.deepEqual([got.code, got.stderr], [0, '']);
      assert.ok(content.equals(await readFile(local(`back${via}`))));
      await down.ended();
      const from = via === 'sftp' ? 'copy' : 'copy copy';
      assert.deepEqual(told(down), [`${via} download ${from} true 3000000 ${digest}`]);
    });

    it(`${name} moves whole directories, with empty files`, async () => {
      const up = await under.session({ login });
      const sent = await scp(up, (remote) => [...old, '-r', local('tree'), `${remote}tree-${via}`]);
      assert.deepEqual([sent.code, sent.stderr], [0, '']);
      assert.equal(await onTarget(`cat tree-${via}/below/leaf; stat -c %s tree-${via}/empty`), 'leaf0\n');
      const down = await under.session({ login });
      const got = await scp(down, (remote) => [...old, '-r', `${remote}tree-${via}`, local(`tree-${via}`)]);
      assert.deepEqual([got.code, got.stderr], [0, '']);
      assert.equal(await readFile(local(`tree-${via}/below/leaf`), 'utf8'), 'leaf');
      await down.ended();
      const files = down.outcomes.filter(({ kind }) => kind === 'download');
      assert.deepEqual(files.map(({ bytes, ok }) => [bytes, ok]).sort(), [
        [0, true],
        [4, true],
      ]);
    });

    it(`${name} is refused what the session does not allow, before anything reaches the target`, async () => {
      const noUpload = await under.session({ login, allows: { exec: false, upload: false } });
      const sent = await scp(noUpload, (remote) => [...old, local('big'), `${remote}forbidden-${via}`]);
      assert.notEqual(sent.code, 0);
      assert.match(sent.stderr, via === 'sftp' ? /[Pp]ermission denied/ : /capstan: uploads are not allowed/);
      const noDownload = await under.session({ login, allows: { exec: false, download: false } });
      const got = await scp(noDownload, (remote) => [...old, `${remote}copy`, local('never')]);
      assert.notEqual(got.code, 0);
      await assert.rejects(readFile(local('never')));
      await onTarget(`! test -e forbidden-${via}`);
      await noUpload.ended();
      await noDownload.ended();
      assert.deepEqual([noUpload.actions, noDownload.actions], [[], []]);
      assert.deepEqual([noUpload.refusals[0]?.kind, noDownload.refusals[0]?.kind], ['upload', 'download']);
    });

    it(`${name} tells of a file that the target does not take`, async () => {
      const session = await under.session({ login });
      const sent = await scp(session, (remote) => [...old, local('big'), `${remote}/no/such/place`]);
      assert.notEqual(sent.code, 0);
      await session.ended();
      assert.deepEqual(
        session.outcomes.map(({ kind, ok, bytes }) => [kind, ok, bytes]),
        [['upload', false, 0]],
      );
    });
  }

  it('scp -O without commands is refused a path that a shell would read as one', async () => {
    const session = await under.session({ login, allows: { exec: false } });
    const got = await scp(session, (remote) => ['-O', `${remote}copy;id`, local('never')]);
    assert.match(got.stderr, /such a path is not allowed/);
    assert.equal(session.refusals[0]?.kind, 'exec');
  });

  it('sftp tells of everything that it changes, and whether it was done', async () => {
    const session = await under.session({ login });
    const { code, stderr } = await sftp(
      session,
      [
        `put ${local('tree/below/leaf')} made`,
        'rename made moved',
        'ln -s moved soft',
        'ln moved hard',
        'chmod 600 moved',
        'mkdir place',
        'rmdir place',
        'rm soft',
        '-rm nothing',
        `get moved ${local('moved')}`,
        'ls -l moved',
        'df',
      ].join('\n'),
    );
    assert.deepEqual([code, stderr.replace(/[^\n]*No such file[^\n]*\n/, '')], [0, '']);
    await session.ended();
    const leaf = sha256(Buffer.from('leaf'));
    const home = `/home/${login.username}`;
    assert.deepEqual(told(session), [
      `sftp upload ${home}/made true 4 ${leaf}`,
      `sftp rename ${home}/made ${home}/moved true 0`,
      `sftp link moved ${home}/soft true 0`,
      `sftp link ${home}/moved ${home}/hard true 0`,
      `sftp set_attributes ${home}/moved true 0`,
      `sftp make_directory ${home}/place true 0`,
      `sftp remove_directory ${home}/place true 0`,
      `sftp remove ${home}/soft true 0`,
      `sftp remove ${home}/nothing false 0`,
      `sftp download ${home}/moved true 4 ${leaf}`,
    ]);
    assert.deepEqual(
      session.actions.map(({ number }) => number),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
  });

  it('sftp may look and download, and change nothing, where only downloads are allowed', async () => {
    const session = await under.session({ login, allows: { exec: false, upload: false } });
    const lines = ['ls', '-rm moved', '-mkdir place', '-rename moved away', '-chmod 777 moved', '-ln -s moved away'];
    const { stdout, stderr } = await sftp(session, lines.join('\n'));
    assert.match(stdout.toString(), /moved/);
    assert.equal(stderr.match(/[Pp]ermission denied/g)?.length, 5);
    assert.equal(session.refusals.length, 5);
    assert.equal(await onTarget('stat -c %a moved; ls'), `600\n${await onTarget('ls')}`);
  });

  it('says of a file that was not written from its start that it has no digest', async () => {
    await onTarget('head -c 1000 copy > part; chown "$1" part');
    await writeFile(local('part'), content.subarray(0, 5_000));
    const session = await under.session({ login });
    const { code, stderr } = await sftp(session, `reput ${local('part')} part`);
    assert.deepEqual([code, stderr], [0, '']);
    await session.ended();
    assert.deepEqual(told(session), [`sftp upload /home/${login.username}/part true 4000 not_in_order`]);
  });

  it('does not move a file of which the log could not be told', async () => {
    const hooks = { fileActionStarts: () => Promise.reject(new Error('no database')) };
    for (const old of [[], ['-O']]) {
      const session = await under.session({ login, hooks });
      const sent = await scp(session, (remote) => [...old, local('big'), `${remote}untold`]);
      assert.notEqual(sent.code, 0);
      await onTarget('! test -e untold');
    }
  });

  it('ends a transfer that is under way, and tells that it did not end well', async () => {
    const session = await under.session({ login });
    const args = ['-P', String(under.gateway.port), ...under.options(), '-l', '4000', local('big')];
    const client = under.run('scp', [...args, `${session.id}@127.0.0.1:slow`], session.token);
    const control = await session.attachedTo();
    await new Promise<void>((resolve) => {
      const wait = () => (session.actions.length > 0 ? resolve() : setImmediate(wait));
      wait();
    });
    await control.end('enough');
    assert.match((await client.exited).stderr, /capstan: the session has ended: enough/);
    assert.equal(session.outcomes[0]?.ok, false);
  });

  it('refuses another subsystem', async () => {
    const session = await under.session({ login });
    const client = under.ssh(session, ['-s', '--', 'netconf']);
    assert.notEqual((await client.exited).code, 0);
    assert.deepEqual(session.refusals, [{ kind: 'subsystem', detail: 'netconf' }]);
  });
});

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
