/** Turns the path and the query of a request into typed values, as the contract declares them. */

import type { Operation } from 'openapi-backend';
import type { OpenAPIV3_1 } from 'openapi-types';
import { CapstanError } from '../domain/errors.ts';
import { spansSegments } from './route-table.ts';

/** undefined where the text does not have the form; it stays text then, and the schema refuses it by name. */
type Coerce = (text: string) => unknown;

/** How the parameters of one operation are read; made once per operation. */
export interface ParameterReader {
  readonly path: (path: string) => Record<string, unknown>;
  /** As `path`, without the parameters that do not have their form. Refuses nothing: it is for callers who may not be told. */
  readonly wellFormedPath: (path: string) => Record<string, unknown>;
  /** `search`: what follows the `?`. A name that comes twice becomes a list. */
  readonly query: (search: string) => Record<string, unknown>;
}

export function parameterReader(operation: Operation): ParameterReader {
  const declared = (operation.parameters ?? []).filter((parameter) => 'in' in parameter);
  const inPath = new Map(declared.filter((p) => p.in === 'path').map((p) => [p.name, coercion(schemaOf(p))]));
  const inQuery = new Map(declared.filter((p) => p.in === 'query').map((p) => [p.name, queryRule(p)]));
  // One that spans segments is the last, and takes the rest.
  const textAt = (segments: readonly string[], index: number) =>
    spansSegments(operation) && index === places.at(-1)?.index
      ? segments.slice(index).join('/')
      : (segments[index] ?? '');
  const places = operation.path
    .split('/')
    .flatMap((segment, index) => (segment.startsWith('{') ? [{ index, name: segment.slice(1, -1) }] : []));
  return {
    path: (path) => {
      if (places.length === 0) return {};
      const segments = path.split('/');
      return Object.fromEntries(
        places.map(({ index, name }) => {
          const text = decode(textAt(segments, index), `/path/${name}`);
          return [name, inPath.get(name)?.(text) ?? text];
        }),
      );
    },
    wellFormedPath: (path) => {
      const segments = path.split('/');
      return Object.fromEntries(
        places.flatMap(({ index, name }) => {
          const value = inPath.get(name)?.(textAt(segments, index));
          return value === undefined ? [] : [[name, value]];
        }),
      );
    },
    query: (search) => (search === '' ? {} : readQuery(search, inQuery)),
  };
}

interface QueryRule {
  readonly isList: boolean;
  /** `a,b` in one value means two (OpenAPI: explode false). */
  readonly splits: boolean;
  readonly coerce: Coerce;
}

function queryRule(parameter: { schema?: unknown; explode?: boolean }): QueryRule {
  const schema = schemaOf(parameter);
  const isList = schema.type === 'array';
  const items = isList && 'items' in schema && schema.items && !('$ref' in schema.items) ? schema.items : schema;
  return { isList, splits: isList && parameter.explode === false, coerce: coercion(items) };
}

function readQuery(search: string, rules: ReadonlyMap<string, QueryRule>): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null);
  for (const pair of search.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decode((at < 0 ? pair : pair.slice(0, at)).replaceAll('+', ' '), '/query');
    const text = decode((at < 0 ? '' : pair.slice(at + 1)).replaceAll('+', ' '), `/query/${name}`);
    const rule = rules.get(name);
    const values = (rule?.splits ? text.split(',') : [text]).map((value) => rule?.coerce(value) ?? value);
    const before = query[name];
    if (before !== undefined) query[name] = Array.isArray(before) ? [...before, ...values] : [before, ...values];
    else query[name] = rule?.isList ? values : values[0];
  }
  return query;
}

function coercion(schema: OpenAPIV3_1.SchemaObject): Coerce {
  const types = [schema.type].flat();
  if (types.includes('integer')) return (text) => (/^-?(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : undefined);
  if (types.includes('number')) {
    return (text) => (/^-?(?:0|[1-9]\d{0,15})(?:\.\d{1,15})?$/.test(text) ? Number(text) : undefined);
  }
  if (types.includes('boolean')) return (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined);
  return (text) => text;
}

function schemaOf(parameter: { schema?: unknown }): OpenAPIV3_1.SchemaObject {
  return typeof parameter.schema === 'object' && parameter.schema !== null ? parameter.schema : {};
}

function decode(text: string, pointer: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new CapstanError('malformed_request', 'The address of the request has a % that encodes nothing.', {
      cause,
      errors: [{ pointer, detail: 'is not percent-encoded UTF-8' }],
    });
  }
}
