/** How a session reaches its target: where that is, and with what it logs in. */

import type { Endpoint, Login } from '../../connectors/contract.ts';
import { CREDENTIAL_OF_CONNECTOR } from '../../domain/target.ts';
import type { HeldSession } from './held-session.ts';

export function endpointOf({ launched: { device } }: HeldSession): Endpoint {
  return { address: device.address, port: device.port, trust: device.trust };
}

/** What an account of that connector logs in with. @throws CapstanError where the secret is not to be had. */
export async function loginOf(held: HeldSession): Promise<Login> {
  const { resource, platform } = held.launched;
  const kind = CREDENTIAL_OF_CONNECTOR[platform.connector];
  return { username: resource.username, material: { kind, secret: await held.secret() } };
}
