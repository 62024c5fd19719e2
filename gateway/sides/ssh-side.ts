/** The SSH server of a gateway, for people's own ssh, scp and sftp. */

import type { HostKey } from '../../runtime/gateway-host-key.ts';
import type { GatewaySettings } from '../../runtime/gateway-settings.ts';
import { explainedListenError } from '../../runtime/listen.ts';
import type { HeldSessions } from '../sessions/held-sessions.ts';
import type { GatewayMeans } from '../sessions/means.ts';
import { sshDoor } from '../sessions/ssh-door.ts';
import { startSshGateway } from '../ssh/server.ts';
import { Strangers } from '../strangers.ts';

const LOGIN_WITHIN_MS = 20_000;
/** When a refusal is answered, whatever its cause. */
const REFUSAL_MS = 1_000;
const STRANGERS = { waiting: 200, waitingOfOne: 20, refusedOfOne: 10 };

export interface SshSide {
  readonly place: { readonly host: string; readonly port: number; readonly host_key: string };
  /** Ends every session with `reason`. */
  close(reason: string): Promise<void>;
}

/** @throws StartError where host or port cannot be had. */
export async function startSshSide(
  { host, sshPort, publicHost }: GatewaySettings,
  { privateKey, publicKey }: HostKey,
  { logger }: GatewayMeans,
  sessions: HeldSessions,
): Promise<SshSide> {
  const port = sshPort ?? 0;
  const gateway = await startSshGateway({
    door: sshDoor(sessions),
    hostKey: privateKey,
    host,
    port,
    strangers: new Strangers(STRANGERS),
    loginWithinMs: LOGIN_WITHIN_MS,
    refusalMs: REFUSAL_MS,
    onFault: (error) => logger.error('The SSH server has a fault', { error }),
  }).catch((error: Error) => {
    const names = { portSetting: 'CAPSTAN_GATEWAY_SSH_PORT', hostSetting: 'CAPSTAN_GATEWAY_HOST' } as const;
    throw explainedListenError(error, { host, port, ...names });
  });
  return {
    place: { host: publicHost, port: gateway.port, host_key: publicKey },
    close: (reason) => gateway.close(reason),
  };
}
