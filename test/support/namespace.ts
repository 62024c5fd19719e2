/** A namespace of Temporal's for one test alone, so that no worker takes up what another test waits for. */

import { NamespaceNotFoundError } from '@temporalio/common';
import { ensureNamespace } from '../../launcher/engines/temporal-namespace.ts';
import { type Engines, environmentOf } from './engines.ts';
import { Estate } from './estate.ts';
import { until } from './until.ts';

export interface OwnNamespace {
  readonly estate: Estate;
  /** For processes that work in it. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function openNamespace(engines: Engines, namespace: string): Promise<OwnNamespace> {
  await ensureNamespace(engines.temporal.address, namespace);
  const estate = await Estate.open(engines, namespace);
  // The server hears of its own namespaces some seconds late.
  const nothing = estate.client.workflow.getHandle('nothing');
  await until(`namespace ${namespace} to be known`, () =>
    nothing.describe().then(
      () => true,
      (error: unknown) => (error instanceof NamespaceNotFoundError ? undefined : true),
    ),
  );
  return { estate, environment: { ...environmentOf(engines), CAPSTAN_TEMPORAL_NAMESPACE: namespace } };
}
