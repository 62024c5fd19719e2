/** The private /etc and the homes of the demo sshd: real Linux accounts that the machine itself never sees. */

import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { encrypt } from 'unixcrypt';
import type { Secret } from '../../domain/secret.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';

export interface DemoAccount {
  readonly username: string;
  /** 0 for root. Choose others that no person on this machine has: files in the homes carry them. */
  readonly uid: number;
  readonly password?: Secret;
  /** Lines for `~/.ssh/authorized_keys`. */
  readonly authorizedKeys?: readonly string[];
}

/** What programs need of the machine's /etc; nothing in it is private, and no password file is among it. */
const COPIED = [
  'alternatives',
  'bash.bashrc',
  'debian_version',
  'default',
  'environment',
  'host.conf',
  'hostname',
  'hosts',
  'inputrc',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.alias',
  'localtime',
  'login.defs',
  'os-release',
  'pam.conf',
  'pam.d',
  'profile',
  'profile.d',
  'protocols',
  'security',
  'services',
  'shells',
  'terminfo',
  'timezone',
];

const PASSWD = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
sshd:x:74:65534:sshd:/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;
const GROUP = 'root:x:0:\ndaemon:x:1:\ntty:x:5:\nshadow:x:42:\nutmp:x:43:\nusers:x:100:\nnogroup:x:65534:\n';
const SHADOW_GROUP_ID = 42;

/** Days since 1970, as shadow(5) counts; a fixed day in the past, so that no account starts with a forced change. */
const LAST_CHANGE_DAY = 20_000;

/** Makes `<home>/etc`, `<home>/home` and `<home>/root` where they are missing, then adds accounts that are not there. */
export function prepareAccounts(home: string, accounts: readonly DemoAccount[]): void {
  const etc = join(home, 'etc');
  if (!existsSync(etc)) makeEtc(etc);
  for (const [directory, mode] of [
    ['home', 0o755],
    ['root', 0o700],
  ] as const) {
    mkdirSync(join(home, directory), { recursive: true });
    chmodSync(join(home, directory), mode);
  }
  for (const account of accounts) addAccount(home, account);
}

function makeEtc(etc: string): void {
  const unfinished = `${etc}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(unfinished, 'ssh'), { recursive: true });
  for (const name of COPIED) {
    const source = join('/etc', name);
    if (existsSync(source)) cpSync(source, join(unfinished, name), { recursive: true, verbatimSymlinks: true });
  }
  // Old password hashes of the machine's accounts, where pam_pwhistory keeps them.
  rmSync(join(unfinished, 'security/opasswd'), { force: true });
  writeFileSync(join(unfinished, 'passwd'), PASSWD);
  writeFileSync(join(unfinished, 'group'), GROUP);
  writeFileSync(join(unfinished, 'nsswitch.conf'), 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n');
  const locked = PASSWD.trim()
    .split('\n')
    .map((line) => `${line.split(':', 1)[0]}:*:${LAST_CHANGE_DAY}:0:99999:7:::\n`);
  writeShadow(join(unfinished, 'shadow'), locked.join(''));
  writeShadow(join(unfinished, 'gshadow'), GROUP.replaceAll(/:x:\d+:$/gm, ':*::'));
  const hostKey = makeEd25519KeyPair('').privateKey.reveal();
  writeFileSync(join(unfinished, 'ssh/ssh_host_ed25519_key'), hostKey, { mode: 0o600 });
  renameSync(unfinished, etc);
}

function writeShadow(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o640 });
  chownSync(file, 0, SHADOW_GROUP_ID);
}

function addAccount(home: string, { username, uid, password, authorizedKeys = [] }: DemoAccount): void {
  const etc = join(home, 'etc');
  const mark = join(home, `account.${username}`);
  if (existsSync(mark)) return;
  const userHome = username === 'root' ? join(home, 'root') : join(home, 'home', username);
  if (username !== 'root') {
    appendFileSync(join(etc, 'passwd'), `${username}:x:${uid}:${uid}::/home/${username}:/bin/bash\n`);
    appendFileSync(join(etc, 'group'), `${username}:x:${uid}:\n`);
    appendFileSync(join(etc, 'gshadow'), `${username}:!::\n`);
  }
  // '*' lets keys log in and no password; '!' would count as a locked account, which sshd refuses altogether.
  const hash = password ? encrypt(password.reveal()) : '*';
  const others = readFileSync(join(etc, 'shadow'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(`${username}:`));
  others.push(`${username}:${hash}:${LAST_CHANGE_DAY}:0:99999:7:::`);
  writeFileSync(join(etc, 'shadow'), `${others.join('\n')}\n`);

  const keys = join(userHome, '.ssh');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  writeFileSync(join(keys, 'authorized_keys'), authorizedKeys.map((line) => `${line.trim()}\n`).join(''), {
    mode: 0o600,
  });
  for (const path of [userHome, keys, join(keys, 'authorized_keys')]) chownSync(path, uid, uid);
  writeFileSync(mark, '');
}
