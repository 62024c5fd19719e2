/** Who takes part in a race: keepers, writers, and the devices that writers change. */

import { mkdirSync } from 'node:fs';
import { KeptProcess } from './kept-process.ts';

/**
 * Of two organizations. Few enough that writers meet on them, and enough that there are others while MongoDB keeps what
 * a killed writer had begun to change, which it does for a minute.
 */
export const DEVICES = Array.from({ length: 24 }, (_, at) => ({ organization: 1 + (at % 2), device: at + 1 }));

export function deviceDocuments() {
  return DEVICES.map(documentOf);
}

function documentOf({ organization, device }: (typeof DEVICES)[number]) {
  const now = new Date();
  return {
    _id: device,
    public_id: `dev_${device}`,
    organization_id: organization,
    scope_id: 1,
    name: `device-${device}`,
    kind: 'postgres' as const,
    address: '127.0.0.1',
    port: 5432,
    trust: { kind: 'loopback' as const },
    reconcile_resource_id: null,
    status: 'active' as const,
    created_at: now,
    updated_at: now,
    revision: 0,
    last_event_id: 'none yet',
  };
}

export function keeperOf(uri: string, keyFile: string, home: string): KeptProcess {
  mkdirSync(home, { recursive: true });
  return new KeptProcess('test/support/ledger-race/keeper-process.ts', {
    KEEPER_MONGODB_URI: uri,
    KEEPER_KEY_FILE: keyFile,
    KEEPER_DIRECTORY: home,
  });
}

export function writerOf(uri: string, file: string): KeptProcess {
  return new KeptProcess('test/support/ledger-race/writer-process.ts', {
    WRITER_MONGODB_URI: uri,
    WRITER_ACKNOWLEDGED: file,
    WRITER_DEVICES: DEVICES.map(({ organization, device }) => `${organization}:${device}`).join(','),
  });
}
