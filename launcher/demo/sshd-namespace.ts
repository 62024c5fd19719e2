/** What the demo sshd finds around it: a private view of the file system, and its configuration. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SshdProgram } from './sshd-program.ts';

/** For unshare(1): mounts and processes of its own, which end with it. */
export const NAMESPACES = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];

const PROGRAM_DIRECTORIES = ['usr/lib/openssh', 'usr/libexec/openssh', 'usr/lib/ssh'];

/**
 * Runs in its own mount and process namespace: covers /etc, /home, /root, /run, /tmp and the logs, makes the
 * rest of the root file system read-only, so that what the demo's root does stays in the demo, and becomes sshd.
 * Arguments: the demo directory, the program's directory, its library path or nothing, the command.
 */
export const ENTER_AND_RUN = `set -eu
demo=$1; program=$2; libraries=$3; shift 3
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -m 755 /run/sshd /run/program
mkdir -m 700 /run/demo
mount --bind "$demo" /run/demo
mount --bind "$program" /run/program
mount --bind /run/demo/etc /etc
mount --bind /run/demo/home /home
mount --bind /run/demo/root /root
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs -o mode=755 tmpfs /var/log
mount -o remount,bind,ro /
cd /
if [ -n "$libraries" ]; then export LD_LIBRARY_PATH="$libraries"; fi
exec "$@"`;

/** sshd_config for a server of `program` on `port`; paths are those inside the namespace. */
export function sshdConfiguration(port: number, program: SshdProgram, forwards = false): string {
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    'HostKey /etc/ssh/ssh_host_ed25519_key',
    'PidFile none',
    'LogLevel VERBOSE',
    'UsePAM no',
    'PermitRootLogin yes',
    'PubkeyAuthentication yes',
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    'AuthorizedKeysFile .ssh/authorized_keys',
    // Whoever runs the demo may put a certificate authority there; sshd looks at each login.
    'TrustedUserCAKeys /etc/ssh/trusted_user_ca_keys',
    'MaxStartups 500:30:1000',
    'MaxSessions 50',
    'UseDNS no',
    'PrintMotd no',
    'PrintLastLog no',
    `AllowTcpForwarding ${forwards ? 'local' : 'no'}`,
    'X11Forwarding no',
    'Subsystem sftp internal-sftp',
  ];
  // From OpenSSH 9.8 on the server is made of several programs, and it shuts out addresses that fail to log in.
  const parts = PROGRAM_DIRECTORIES.find((path) => existsSync(join(program.root, path, 'sshd-session')));
  if (parts !== undefined) lines.push('PerSourcePenalties no');
  if (parts !== undefined && program.root !== '/') {
    lines.push(`SshdSessionPath /run/program/${parts}/sshd-session`);
    const authentication = `${parts}/sshd-auth`;
    if (existsSync(join(program.root, authentication))) lines.push(`SshdAuthPath /run/program/${authentication}`);
  }
  return `${lines.join('\n')}\n`;
}
