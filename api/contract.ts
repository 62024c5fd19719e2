/** Reads openapi.yaml once: the document that is served, and what the pipeline needs of each operation. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { OpenAPIV3_1 } from 'openapi-types';
import { parse } from 'yaml';
import { isPermission, type Permission } from '../domain/permissions.ts';
import { MAX_BODY_BYTES } from './json-body.ts';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

const REACHES = ['object', 'organization', 'anywhere'] as const;
type Reach = (typeof REACHES)[number];

/** One operation of the contract. */
export interface OperationContract {
  readonly id: string;
  readonly method: Method;
  /** Template, for example `/v1/devices/{id}`. */
  readonly path: string;
  /** Answers anyone. */
  readonly isPublic: boolean;
  /** null: being authenticated is enough. */
  readonly permission: Permission | null;
  /** The tag: what an application is authorized for by name. */
  readonly area: string;
  /**
   * Where the permission must be held: `object`, where what the operation touches lies (the handler asks);
   * `organization`, on its root; `anywhere`, on some scope or resource.
   */
  readonly reach: Reach;
  /** A user may do it to itself (the `id` of the path) without the permission. */
  readonly isOpenToOwner: boolean;
  /** Concerns identities and rights: wants a fresh authentication, and never an API key. */
  readonly isSensitive: boolean;
  /** The operation as the audit log names it. */
  readonly auditOperation: string;
  /** The kind of object that it touches. */
  readonly targetType: string;
  /** The answer holds a secret: it is shown once, and never kept for replays. */
  readonly hasSecretAnswer: boolean;
  /** How long its body may be. */
  readonly maxBodyBytes: number;
}

export interface Contract {
  readonly document: OpenAPIV3_1.Document;
  /** What `/openapi.json` answers. */
  readonly json: string;
  readonly etag: string;
  readonly operations: ReadonlyMap<string, OperationContract>;
}

/** The contract that lies beside the program. */
export const CONTRACT_FILE = new URL('../openapi.yaml', import.meta.url);

/** @throws Error that names every operation without id, security or extensions. */
export async function loadContract(file: URL = CONTRACT_FILE): Promise<Contract> {
  return readContract(await readFile(file, 'utf8'));
}

/** @throws Error as {@link loadContract} does. */
export function readContract(yaml: string): Contract {
  const document: OpenAPIV3_1.Document = parse(yaml);
  const json = JSON.stringify(document);
  const problems: string[] = [];
  const operations = new Map<string, OperationContract>();
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item?.[method];
      if (!operation) continue;
      const read = readOperation(document, path, method, operation);
      if (typeof read === 'string') problems.push(read);
      else if (operations.has(read.id)) problems.push(`operationId ${read.id} is used twice`);
      else operations.set(read.id, read);
    }
  }
  if (problems.length > 0)
    throw new Error(`The contract cannot be served:\n${problems.map((p) => `  ${p}`).join('\n')}`);
  const etag = `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`;
  return { document, json, etag, operations };
}

/** The operation, or what it lacks. */
function readOperation(
  document: OpenAPIV3_1.Document,
  path: string,
  method: Method,
  operation: OpenAPIV3_1.OperationObject,
): OperationContract | string {
  const where = `${method.toUpperCase()} ${path}`;
  const id = operation.operationId;
  if (!id) return `${where} has no operationId`;
  const extension = (name: string): unknown => Reflect.get(operation, name);

  const isPublic = extension('x-public') === true;
  const security = operation.security ?? document.security ?? [];
  const isOpen = security.length === 0 || security.some((requirement) => Object.keys(requirement).length === 0);
  if (isPublic !== isOpen) {
    return `${where} must either have security or say x-public: true (with security: []), and not both`;
  }
  const permission = extension('x-permission') ?? null;
  if (!isPublic && extension('x-permission') === undefined) {
    return `${where} lacks x-permission (null where every authenticated caller may)`;
  }
  if (permission !== null && !isPermission(permission))
    return `${where}: x-permission ${permission} is not a permission`;
  const reach = REACHES.find((known) => known === extension('x-reach'));
  if (permission !== null && !reach) return `${where} lacks x-reach (${REACHES.join(', ')})`;
  const [area] = operation.tags ?? [];
  if (area === undefined) return `${where} has no tag`;
  const auditOperation = extension('x-audit-operation');
  if (typeof auditOperation !== 'string' && !isPublic) return `${where} lacks x-audit-operation`;
  const target = extension('x-target');
  if (typeof target !== 'string' && !isPublic) return `${where} lacks x-target`;
  const maxBodyBytes = extension('x-max-body-bytes') ?? MAX_BODY_BYTES;
  if (!(typeof maxBodyBytes === 'number' && Number.isSafeInteger(maxBodyBytes) && maxBodyBytes > 0))
    return `${where}: x-max-body-bytes is not a number of bytes`;
  return {
    id,
    method,
    path,
    isPublic,
    permission,
    area,
    reach: reach ?? 'anywhere',
    isOpenToOwner: extension('x-owner') === true,
    isSensitive: extension('x-sensitive') === true,
    auditOperation: typeof auditOperation === 'string' ? auditOperation : id,
    targetType: typeof target === 'string' ? target : 'system',
    hasSecretAnswer: extension('x-secret-answer') === true,
    maxBodyBytes,
  };
}
