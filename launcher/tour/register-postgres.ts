/** Makes the PostgreSQL roles of the tour and registers them. */

import type { DemoPostgres } from '../demo/postgres.ts';
import type { TourAccount } from './account.ts';
import { damageRole, knockAtPostgres, prepareRoles, RECONCILER, ROLE } from './postgres-account.ts';
import type { Registration } from './registration.ts';
import type { Report } from './report.ts';

export async function registerPostgres(
  registration: Registration,
  server: DemoPostgres,
  report: Report,
): Promise<TourAccount> {
  const passwords = await prepareRoles(server);
  const device = await registration.device({
    name: 'demo-postgres',
    kind: 'postgres',
    address: '127.0.0.1',
    port: server.port,
    trust: { kind: 'tls', ca_pem: server.caPem },
  });
  const common = { type: 'postgres_role', deviceId: device.id, connector: 'postgres' } as const;
  const reconciler = await registration.resource({ ...common, name: 'demo-postgres-reconciler', username: RECONCILER });
  await registration.credential(reconciler.id, passwords.reconciler);
  await registration.reconcileBy(device.id, reconciler.id);
  const role = await registration.resource({ ...common, name: 'demo-postgres-role', username: ROLE });
  const credential = await registration.credential(role.id, passwords.role);

  report.tick('demo-postgres', `device ${device.id}: trusted by the authority that signed its certificate`);
  report.tick('demo-postgres-role', `resource ${role.id}: PostgreSQL role ${ROLE}, with its password`);
  report.tick('demo-postgres-reconciler', `resource ${reconciler.id}: role ${RECONCILER}: resets ${ROLE} when it must`);
  return {
    title: `PostgreSQL role ${ROLE}`,
    resourceId: role.id,
    credentialId: credential.id,
    secretWord: 'password',
    handedIn: passwords.role,
    client: 'node-postgres',
    knock: (secret) => knockAtPostgres(server, secret),
    damage: () => damageRole(server),
    damageWords: `behind Capstan's back, a superuser runs ALTER ROLE ${ROLE} PASSWORD ...`,
  };
}
