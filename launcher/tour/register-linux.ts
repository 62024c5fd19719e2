/** Makes the Linux accounts of the tour ready and registers them. */

import type { DemoSshd } from '../demo/sshd.ts';
import { LINUX_ACCOUNTS } from '../demo-targets.ts';
import type { TourAccount } from './account.ts';
import { damageKeys, damagePassword, knockAtSsh, prepareAccounts } from './linux-accounts.ts';
import type { Registration } from './registration.ts';
import type { Report } from './report.ts';

export async function registerLinux(
  registration: Registration,
  server: DemoSshd,
  report: Report,
): Promise<readonly TourAccount[]> {
  const { root, password: user, key: keyUser } = LINUX_ACCOUNTS;
  const secrets = await prepareAccounts(server);
  const device = await registration.device({
    name: 'demo-linux',
    kind: 'ssh',
    address: '127.0.0.1',
    port: server.port,
    trust: { kind: 'ssh_host_key', fingerprints: [server.hostKeyFingerprint] },
  });
  const common = { type: 'linux_account', deviceId: device.id } as const;
  const reconciler = await registration.resource({
    ...common,
    name: 'demo-linux-root',
    connector: 'ssh_key',
    username: root,
  });
  await registration.credential(reconciler.id, secrets.rootKey);
  await registration.reconcileBy(device.id, reconciler.id);
  const byPassword = await registration.resource({
    ...common,
    name: 'demo-linux-password',
    connector: 'ssh_password',
    username: user,
  });
  const passwordCredential = await registration.credential(byPassword.id, secrets.password);
  const byKey = await registration.resource({
    ...common,
    name: 'demo-linux-key',
    connector: 'ssh_key',
    username: keyUser,
  });
  const keyCredential = await registration.credential(byKey.id, secrets.key);

  report.tick('demo-linux', `device ${device.id}: host key ${server.hostKeyFingerprint.slice(0, 19)}..., pinned`);
  report.tick('demo-linux-password', `resource ${byPassword.id}: Linux account ${user}, with its password`);
  report.tick('demo-linux-key', `resource ${byKey.id}: Linux account ${keyUser}, with its SSH key`);
  report.tick('demo-linux-root', `resource ${reconciler.id}: root, with an SSH key: resets the two when it must`);
  return [
    {
      title: `Linux account ${user}`,
      resourceId: byPassword.id,
      credentialId: passwordCredential.id,
      secretWord: 'password',
      handedIn: secrets.password,
      client: 'ssh2',
      knock: (password) => knockAtSsh(server, user, { password }),
      damage: () => damagePassword(server),
      damageWords: `behind Capstan's back, root at the machine runs chpasswd for ${user}`,
    },
    {
      title: `SSH key of the Linux account ${keyUser}`,
      resourceId: byKey.id,
      credentialId: keyCredential.id,
      secretWord: 'key',
      handedIn: secrets.key,
      client: 'ssh2',
      knock: (privateKey) => knockAtSsh(server, keyUser, { privateKey }),
      damage: () => damageKeys(server),
      damageWords: `behind Capstan's back, root at the machine empties the authorized_keys of ${keyUser}`,
    },
  ];
}
