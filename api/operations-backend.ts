/** openapi-backend as Capstan runs it: OpenAPI 3.1, failing closed, with a router and a validator that copy nothing. */

import { type Document, OpenAPIBackend } from 'openapi-backend';
import { type PipelineParts, pipelineOf } from './pipeline.ts';
import { RequestValidator } from './request-validator.ts';
import { RouteTable } from './route-table.ts';

class OperationsBackend extends OpenAPIBackend {
  /** Its own check knows OpenAPI 3.0 only; the contract is linted by Redocly and read by contract.ts. */
  override validateDefinition(): Document {
    return this.document;
  }

  override async init(): Promise<this> {
    // Off while it initialises, so that its own validator is not built as well.
    this.validate = false;
    await super.init();
    this.routes = new RouteTable(this.definition);
    this.router = this.routes;
    this.validator = new RequestValidator(this.definition, this.routes);
    this.validate = true;
    return this;
  }

  routes: RouteTable | undefined;
}

/** @throws Error where the contract cannot be resolved, or a handler is for no operation of it. */
export async function createOperationsBackend(parts: Omit<PipelineParts, 'routes'>): Promise<OpenAPIBackend> {
  const routes = () => {
    if (!backend.routes) throw new Error('the backend serves before it is initialised');
    return backend.routes;
  };
  const { handlers, securityHandlers } = pipelineOf({ ...parts, routes });
  const backend: OperationsBackend = new OperationsBackend({
    // A copy: dereferencing writes into it, and the original is what /openapi.json serves.
    definition: structuredClone(parts.contract.document),
    strict: true,
    securityHandlers,
  });
  await backend.init();
  // By its own table now: openapi-backend's router looks through all operations for each handler.
  backend.register(handlers);
  return backend;
}
