/** Debian's sudo, unpacked and laid over the programs of a demo sshd's namespace: the machine itself never has it. */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { DemoSshd } from '../../launcher/demo/sshd.ts';

const run = promisify(execFile);
/** Other hosts are asked, who may never answer. */
const FETCH_LIMIT_MS = 120_000;

/** @throws Error where this machine cannot fetch or mount it: these tests do not skip. */
export async function giveSudo({ run: runInside }: Pick<DemoSshd, 'run'>): Promise<void> {
  const unpacked = await sudoPackage(resolve('.cache/sudo'));
  // The namespace covers homes and /tmp, where the clone may lie: what goes in goes as text.
  const { stdout: archive } = await run('tar', ['-cz', '-C', unpacked, '.'], {
    encoding: 'buffer',
    maxBuffer: 1 << 28,
  });
  const script = `set -e
mkdir -p /run/sudo && base64 -d | tar -xz -C /run/sudo
cp /run/sudo/etc/pam.d/sudo /etc/pam.d/; cp /run/sudo/etc/sudo.conf /etc/; mkdir -p /etc/sudoers.d
printf 'root ALL=(ALL:ALL) ALL\\n@includedir /etc/sudoers.d\\n' > /etc/sudoers; chmod 440 /etc/sudoers
mount -t overlay overlay -o "lowerdir=/run/sudo/usr/bin:/usr/bin" /usr/bin
mount -t overlay overlay -o "lowerdir=/run/sudo/usr/libexec:/usr/libexec" /usr/libexec`;
  const { code, stderr } = await runInside('sh', ['-c', script], archive.toString('base64'));
  if (code !== 0) throw new Error(`sudo could not be laid over the namespace: ${stderr}`);
}

/** Fetched once. */
async function sudoPackage(directory: string): Promise<string> {
  const unpacked = join(directory, 'unpacked');
  if (existsSync(unpacked)) return unpacked;
  const work = join(directory, `work.${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    const download = () => run('apt-get', ['download', 'sudo'], { cwd: work, timeout: FETCH_LIMIT_MS });
    await download().catch(async () => {
      // Fresh images come with empty package lists.
      await run('apt-get', ['update'], { timeout: FETCH_LIMIT_MS });
      await download();
    });
    const [file] = readdirSync(work).filter((name) => name.endsWith('.deb'));
    await run('dpkg', ['-x', join(work, file ?? ''), join(work, 'root')]);
    if (!existsSync(unpacked)) renameSync(join(work, 'root'), unpacked);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return unpacked;
}
