/** What activities work with; the worker's composition root hands it in. */

import type { Connector } from '../connectors/contract.ts';
import type { ConnectorKind } from '../domain/target.ts';
import type { Logger } from '../runtime/logger.ts';
import type { NamedNetworks } from '../runtime/named-networks.ts';
import type { LogNames } from '../store/ledger/log-names.ts';
import type { OperationalLog } from '../store/operational-log.ts';
import type { PolicyBooks } from '../store/policy/policy-book.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../store/vault/vault.ts';
import type { JobPlaces } from './job-places.ts';

export interface TargetCallMeasure {
  readonly connector: ConnectorKind;
  readonly step: 'login' | 'change' | 'remove' | 'look';
  /** `ok`, or the failure code. */
  readonly outcome: string;
  readonly seconds: number;
}

export interface Dependencies {
  readonly store: Store;
  readonly vault: Vault;
  readonly connectorFor: (kind: ConnectorKind) => Connector;
  readonly logger: Logger;
  /** Whether log collectors may be on this machine. */
  readonly loopbackCollectors: boolean;
  /** Private networks in which notification channels may be. */
  readonly notificationNetworks: NamedNetworks;
  /** For whoever runs Capstan: what happened, as far as it can be kept. */
  readonly operationalLog: Pick<OperationalLog, 'add'>;
  readonly jobPlaces: JobPlaces;
  /** What is bound in each organization: work on many resources does not read it for each. */
  readonly policyBooks: PolicyBooks;
  /** From this worker's key file, and not from the database. */
  readonly ledgerNames: LogNames;
  readonly measureTargetCall: (measure: TargetCallMeasure) => void;
  readonly measureJob: (operation: string, status: string, seconds: number) => void;
}

/** What opening a stored secret takes. */
export type VaultAccess = Pick<Dependencies, 'store'> & { readonly vault: Pick<Vault, 'open' | 'seal'> };
