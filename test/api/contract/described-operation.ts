/** What tests read off an operation of the contract, references resolved. */

import type { Contract, OperationContract } from '../../../api/contract.ts';

export interface DescribedOperation extends OperationContract {
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  /** Schema of the JSON body; undefined where there is none. */
  readonly bodySchema: object | undefined;
  /** Schema of the JSON answer with a status; undefined where there is none. */
  answerSchema(status: number): object | undefined;
}

/** Every operation that needs authentication. */
export function closedOperations(contract: Contract): DescribedOperation[] {
  return [...contract.operations.values()]
    .filter(({ isPublic }) => !isPublic)
    .map((operation) => describe(contract, operation));
}

function describe(contract: Contract, operation: OperationContract): DescribedOperation {
  const get = (node: unknown, ...names: readonly string[]) =>
    names.reduce<unknown>((at, name) => resolve(contract, Object(at)[name]), node);
  const node = get(contract.document.paths, operation.path, operation.method);
  const parameters = [Object(node)['parameters'] ?? []].flat().map((parameter) => Object(resolve(contract, parameter)));
  const schemaOf = (found: unknown) => (typeof found === 'object' && found !== null ? found : undefined);
  return {
    ...operation,
    parameters,
    bodySchema: schemaOf(get(node, 'requestBody', 'content', 'application/json', 'schema')),
    answerSchema: (status) => schemaOf(get(node, 'responses', String(status), 'content', 'application/json', 'schema')),
  };
}

/** Follows `$ref` inside the document. */
function resolve(contract: Contract, node: unknown): unknown {
  const reference: unknown = Object(node)['$ref'];
  if (typeof reference !== 'string') return node;
  const names = reference.replace('#/', '').split('/');
  return resolve(
    contract,
    names.reduce<unknown>((at, name) => Object(at)[name], contract.document),
  );
}

/** Pointers of the fields of `value` that the schema does not name: an answer must not say more than the contract. */
export function undescribedFields(contract: Contract, schema: unknown, value: unknown, pointer = ''): string[] {
  if (Array.isArray(value)) {
    const items: unknown = Object(resolve(contract, schema))['items'];
    return value.flatMap((item, index) => undescribedFields(contract, items, item, `${pointer}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  const properties = propertiesOf(contract, schema);
  if (properties === undefined) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name in properties
      ? undescribedFields(contract, properties[name], inner, `${pointer}/${name}`)
      : [`${pointer}/${name}`],
  );
}

/** undefined where the schema lets any field pass. */
function propertiesOf(contract: Contract, schema: unknown): Record<string, unknown> | undefined {
  const { properties, allOf, anyOf, oneOf, additionalProperties } = Object(resolve(contract, schema));
  if (additionalProperties !== undefined && additionalProperties !== false) return undefined;
  const parts: unknown[] = [allOf, anyOf, oneOf].flatMap((branches) => branches ?? []);
  return Object.assign({}, properties, ...parts.map((part) => propertiesOf(contract, part) ?? {}));
}
