/** What activities work with; the worker's composition root hands it in. */

import type { Connector } from '../connectors/contract.ts';
import type { ConnectorKind } from '../domain/target.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../store/vault/vault.ts';

export interface TargetCallMeasure {
  readonly connector: ConnectorKind;
  readonly step: 'login' | 'change' | 'remove';
  /** `ok`, or the failure code. */
  readonly outcome: string;
  readonly seconds: number;
}

export interface Dependencies {
  readonly store: Store;
  readonly vault: Vault;
  readonly connectorFor: (kind: ConnectorKind) => Connector;
  readonly logger: Logger;
  readonly measureTargetCall: (measure: TargetCallMeasure) => void;
  readonly measureJob: (operation: string, status: string, seconds: number) => void;
}
