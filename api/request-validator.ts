/** Validates requests and answers against openapi.yaml by JSON Schema 2020-12, which OpenAPI 3.1 is made of. */

import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { Document, Operation, Request, ValidationResult } from 'openapi-backend';
import { OpenAPIValidator } from 'openapi-backend';
import type { FieldProblem } from '../domain/errors.ts';
import type { RouteTable } from './route-table.ts';

/** Words of OpenAPI that are no words of JSON Schema. */
const OPENAPI_WORDS = ['example', 'xml', 'externalDocs', 'discriminator'];

/** Ajv as the contract needs it; unknown words and formats in a schema throw. */
export function contractAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    // A branch of oneOf narrows what its parent has typed.
    strictTypes: false,
    allowUnionTypes: true,
    allErrors: true,
    // Of every process start, a third of a second goes into making the code of the checks shorter, which makes none quicker.
    code: { optimize: false },
  });
  for (const word of OPENAPI_WORDS) ajv.addKeyword(word);
  ajvFormats.default(ajv);
  return ajv;
}

/**
 * Compiles the schemas of an operation when it is first asked for: all of them would be half of what an API does until it serves.
 * That all compile is what the suite's call of every operation shows.
 */
export class RequestValidator extends OpenAPIValidator {
  constructor(definition: Document, router: RouteTable) {
    const ajv = contractAjv();
    super({ definition, router, lazyCompileValidators: true, customizeAjv: () => ajv });
  }

  /** The pipeline has parsed and typed the request by now; the schemas see that very object. */
  override validateRequest(request: Request, operation: Operation | string): ValidationResult {
    const id = typeof operation === 'string' ? operation : (operation.operationId ?? '');
    const { params, query, headers, requestBody } = Object(request);
    const subject = {
      path: params,
      query,
      header: headers,
      cookie: {},
      ...(requestBody === undefined ? {} : { requestBody }),
    };
    const errors: ErrorObject[] = [];
    for (const validate of this.getRequestValidatorsForOperation(id) ?? []) {
      if (!validate(subject)) errors.push(...(validate.errors ?? []));
    }
    return errors.length === 0 ? { valid: true, errors: null } : { valid: false, errors };
  }
}

const PLACES: Readonly<Record<string, string>> = { requestBody: 'body', header: 'headers' };
const MAX_PROBLEMS = 100;
/** Of the values that a field may have. */
const MAX_NAMED = 30;

/** Ajv's errors as places in the request. Values are never repeated: they may be secrets. */
export function fieldProblems(errors: readonly ErrorObject[]): FieldProblem[] {
  return errors.slice(0, MAX_PROBLEMS).map(({ instancePath, params, message = 'is not valid' }) => {
    const named: unknown = params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty'];
    const below = typeof named === 'string' ? `/${named.replaceAll('~', '~0').replaceAll('/', '~1')}` : '';
    const [, place = '', ...rest] = `${instancePath}${below}`.split('/');
    return { pointer: ['', PLACES[place] ?? place, ...rest].join('/'), detail: detailOf(params, message) };
  });
}

function detailOf(params: Record<string, unknown>, message: string): string {
  if ('missingProperty' in params) return 'is missing';
  if ('additionalProperty' in params || 'unevaluatedProperty' in params) return 'is not known here';
  const { allowedValues: allowed } = params;
  if (Array.isArray(allowed)) return `${message}: ${inWords(allowed)}`;
  return message;
}

/** A long list is cut: the contract has it whole. */
function inWords(values: readonly unknown[]): string {
  const words = values.slice(0, MAX_NAMED).join(', ');
  return values.length > MAX_NAMED ? `${words} and ${values.length - MAX_NAMED} more, which the contract lists` : words;
}
