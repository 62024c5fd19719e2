/**
 * The four beats that every operation passes, in the order in which openapi-backend takes them. A caller
 * who is not known learns nothing but 401, one who may not learns 403, and only then is a body read.
 */

import type { Context, Options } from 'openapi-backend';
import { CapstanError } from '../domain/errors.ts';
import type { Authenticator, Scheme } from './authentication/authenticate.ts';
import type { Authorizer } from './authorization/authorize.ts';
import type { Contract, OperationContract } from './contract.ts';
import type { Exchange } from './exchange.ts';
import type { Handle } from './handle.ts';
import { readJsonBody } from './json-body.ts';
import type { Operation } from './operation.ts';
import { type ParameterReader, parameterReader } from './parameters.ts';
import { fieldProblems } from './request-validator.ts';
import type { RoutedRequest, RouteTable } from './route-table.ts';

export interface PipelineParts {
  readonly contract: Contract;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly operations: readonly Operation[];
  readonly handle: Handle;
  readonly routes: () => RouteTable;
}

type Beats = Required<Pick<Options, 'securityHandlers' | 'handlers'>>;
type Step = (context: Context, exchange: Exchange) => Promise<void>;

/** Every step either passes or throws; what it throws becomes the problem that the caller reads. */
export function pipelineOf(parts: PipelineParts): Beats {
  const readerOf = requestReaders();
  return {
    //                     who asks; each scheme by itself
    securityHandlers: securityHandlers(parts),
    handlers: {
      notFound: () => refuse('not_found', 'Nothing answers at this address.'),
      methodNotAllowed: (context: Context, exchange: Exchange) => refuseMethod(parts.routes(), context, exchange),
      //                   401, 404 for another tenant, 403, then the request is read
      postSecurityHandler: inOrder(
        identify(parts.contract, readerOf),
        enterOrganization(parts.authorizer),
        authorize(parts.authorizer),
        readRequest(readerOf),
      ),
      unauthorizedHandler: () => refuse('unauthenticated', 'The request carries no credentials that are valid.'),
      //                   400 where it does not match the contract
      validationFail: refuseInvalid,
      //                   what was asked for, with its evidence
      ...Object.fromEntries(parts.operations.map((operation) => [operation.id, parts.handle(operation)])),
      notImplemented: () => refuse('not_found', 'Nothing answers at this address.'),
    },
  };
}

function inOrder(...steps: readonly Step[]): Step {
  return async (context, exchange) => {
    for (const step of steps) await step(context, exchange);
  };
}

/** One handler per scheme of the contract: without side effects, since openapi-backend runs all of them. */
function securityHandlers({ contract, authenticator }: PipelineParts): Beats['securityHandlers'] {
  const schemes = Object.entries(contract.document.components?.securitySchemes ?? {});
  return Object.fromEntries(
    schemes.map(([name, scheme]) => [
      name,
      async (_context: Context, exchange: Exchange) => {
        try {
          const actor = await authenticator.authenticate(exchange, kindOf(name, scheme));
          exchange.actor ??= actor;
          return actor !== undefined;
        } catch (error) {
          // openapi-backend would take it for a refusal.
          exchange.authenticationError = error;
          return false;
        }
      },
    ]),
  );
}

function kindOf(name: string, scheme: object): Scheme {
  const type: unknown = Reflect.get(scheme, 'type');
  const http: unknown = Reflect.get(scheme, 'scheme');
  if (type === 'http' && http === 'basic') return 'basic';
  if (type === 'http' && http === 'dpop') return 'dpop';
  if (type === 'oauth2' || (type === 'http' && http === 'bearer')) return 'bearer';
  throw new Error(`the contract has a security scheme ${name} that nothing checks`);
}

/** Notes what was asked for, so that a refusal can name it, and ends where nobody is known. */
function identify(contract: Contract, readerOf: ReaderOf): Step {
  return async (context, exchange) => {
    exchange.operation = operationOf(contract, context);
    exchange.path = readerOf(exchange.operation, context).wellFormedPath(context.request.path);
    if (exchange.actor) return;
    throw (
      exchange.authenticationError ?? refusal('unauthenticated', 'The request carries no credentials that are valid.')
    );
  };
}

/**
 * X-Capstan-Organization is a caller's word for the tenant that it means. A request is never carried out in
 * another one than it names, and one in which the caller has no grant looks like one that is missing.
 */
function enterOrganization(authorizer: Authorizer): Step {
  return async (_context, exchange) => {
    if (exchange.actor) exchange.actor = await authorizer.enter(exchange, exchange.actor);
  };
}

function authorize(authorizer: Authorizer): Step {
  return async (_context, exchange) => {
    const operation = exchange.operation ?? refuse('not_found', 'Nothing answers at this address.');
    exchange.access = await authorizer.authorize(exchange, operation);
  };
}

interface RequestReader extends ParameterReader {
  readonly mediaTypes: readonly string[];
}

type ReaderOf = (operation: OperationContract, context: Context) => RequestReader;

/** Makes the reader of an operation when it is first asked for. */
function requestReaders(): ReaderOf {
  const readers = new Map<string, RequestReader>();
  return ({ id }, context) => {
    const reader = readers.get(id) ?? requestReader(context);
    readers.set(id, reader);
    return reader;
  };
}

function readRequest(readerOf: ReaderOf): Step {
  return async (context, exchange) => {
    const operation = exchange.operation ?? refuse('not_found', 'Nothing answers at this address.');
    const reader = readerOf(operation, context);
    const routed: RoutedRequest = context.request;
    routed.params = reader.path(routed.path);
    exchange.path = routed.params;
    const { url } = exchange.request;
    const mark = url.indexOf('?');
    routed.query = mark < 0 ? {} : reader.query(url.slice(mark + 1));
    const body = await readJsonBody(exchange.request, reader.mediaTypes, operation.maxBodyBytes);
    exchange.rawBody = body?.raw;
    routed.requestBody = body?.value;
  };
}

function requestReader({ operation }: Context): RequestReader {
  const body: unknown = operation.requestBody;
  const content: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'content') : undefined;
  const mediaTypes = typeof content === 'object' && content !== null ? Object.keys(content) : [];
  return { ...parameterReader(operation), mediaTypes };
}

function refuseInvalid(context: Context): never {
  throw new CapstanError('validation_failed', 'The request does not match the contract.', {
    errors: fieldProblems(context.validation.errors ?? []),
  });
}

function refuseMethod(routes: RouteTable, context: Context, exchange: Exchange): never {
  const methods = routes.methodsOf(context.request.path).join(', ');
  exchange.response.setHeader('Allow', methods);
  return refuse('method_not_allowed', `This address takes ${methods}.`);
}

function operationOf(contract: Contract, context: Context): OperationContract {
  const operation = contract.operations.get(context.operation.operationId ?? '');
  return operation ?? refuse('not_found', 'Nothing answers at this address.');
}

function refusal(code: ConstructorParameters<typeof CapstanError>[0], detail: string): CapstanError {
  return new CapstanError(code, detail);
}

function refuse(code: ConstructorParameters<typeof CapstanError>[0], detail: string): never {
  throw refusal(code, detail);
}
