/** Finds the operation of a path in one walk over its segments; openapi-backend's own router tries every template. */

import type { Document, Operation, ParsedRequest, Request } from 'openapi-backend';
import { OpenAPIRouter } from 'openapi-backend';

interface Node {
  readonly literals: Map<string, Node>;
  parameter: Node | undefined;
  /** Its parameter takes all that is left of the path. */
  spans: boolean;
  /** By method, lower case. */
  readonly operations: Map<string, Operation>;
}

function emptyNode(): Node {
  return { literals: new Map(), parameter: undefined, spans: false, operations: new Map() };
}

/** What the backend passes from step to step; one object per request, so that nothing is copied. */
export interface RoutedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** These three are filled in by the pipeline when the caller may proceed. */
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  requestBody?: unknown;
}

/**
 * Whether the last parameter of an operation's path may hold slashes (`x-spans-segments`). OpenAPI has no word for it;
 * a client that encodes them as %2F is understood as well.
 */
export function spansSegments({ parameters = [] }: Operation): boolean {
  return parameters.some((parameter) => Reflect.get(parameter, 'x-spans-segments') === true);
}

export class RouteTable extends OpenAPIRouter {
  readonly #root = emptyNode();
  readonly #operations: Operation[];
  readonly #byId: Map<string | undefined, Operation>;

  constructor(definition: Document) {
    super({ definition, apiRoot: '/', ignoreTrailingSlashes: false });
    this.#operations = super.getOperations();
    this.#byId = new Map(this.#operations.map((operation) => [operation.operationId, operation]));
    for (const operation of this.#operations) this.#add(operation);
  }

  override getOperations(): Operation[] {
    return this.#operations;
  }

  override getOperation(operationId: string): Operation | undefined {
    return this.#byId.get(operationId);
  }

  /** Literal segments win over parameters. HEAD is answered by what answers GET (RFC 9110, 9.3.2). */
  override matchOperation(request: Request): Operation | undefined;
  override matchOperation(request: Request, strict: boolean): Operation;
  override matchOperation(request: Request, strict?: boolean): Operation | undefined {
    const found = this.#nodes(request.path);
    const method = request.method.toLowerCase();
    const wanted = method === 'head' ? 'get' : method;
    for (const node of found) {
      const operation = node.operations.get(wanted);
      if (operation) return operation;
    }
    // openapi-backend tells the two cases apart by these words.
    if (strict) throw new Error(found.length > 0 ? '405-methodNotAllowed' : '404-notFound');
    return undefined;
  }

  /** The methods that `path` takes, in upper case. */
  methodsOf(path: string): string[] {
    const methods = this.#nodes(path).flatMap((node) =>
      [...node.operations.keys()].map((method) => method.toUpperCase()),
    );
    return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  }

  /** The pipeline reads the request itself, after authorization; here nothing is parsed or copied. */
  override parseRequest(request: Request): ParsedRequest {
    return request as ParsedRequest;
  }

  #add(operation: Operation): void {
    let node = this.#root;
    for (const segment of operation.path.split('/')) {
      if (segment.startsWith('{')) {
        node.parameter ??= emptyNode();
        node = node.parameter;
      } else {
        const next = node.literals.get(segment) ?? emptyNode();
        node.literals.set(segment, next);
        node = next;
      }
    }
    node.spans = spansSegments(operation);
    node.operations.set(operation.method, operation);
  }

  #nodes(path: string): Node[] {
    let nodes = [this.#root];
    for (const segment of path.split('/')) {
      const next: Node[] = [];
      for (const node of nodes) {
        const literal = node.literals.get(segment);
        if (literal) next.push(literal);
        if (node.parameter && segment !== '') next.push(node.parameter);
        if (node.spans && segment !== '') next.push(node);
      }
      if (next.length === 0) return [];
      nodes = next;
    }
    return nodes.filter((node) => node.operations.size > 0);
  }
}
