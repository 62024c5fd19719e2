/** The connector contract against a real PostgreSQL. */

import { connectorContract } from './connector-contract.ts';
import { startPostgresFixture } from './postgres-fixture.ts';

connectorContract('postgres', startPostgresFixture, { oldSecret: 'refused', cuts: 20, keepsChanges: true });
