/** Asks the conditions of policies, written in Cedar, whether one of them forbids a request. */

import { isIP } from 'node:net';
import type { CedarValueJson, Context, Entities, EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { AuditActor } from '../../domain/audit.ts';
import type { ForbiddenBy } from '../../domain/policy/decide.ts';
import type { BoundPolicy } from '../../domain/policy/effective.ts';
import type { PolicyOperation } from '../../domain/policy/rules.ts';
import type { AskedInformation, AskedResource } from './asked-about.ts';
import { type Cedar, CedarFailed, cedarGeneration, withCedar } from './cedar.ts';
import { CONDITION_SCHEMA } from './condition-schema.ts';

/** Whoever asks, or for whom something is done. */
export interface Principal {
  readonly type: AuditActor['type'];
  /** null for what Capstan does by itself. */
  readonly id: number | null;
  readonly groupIds: readonly number[];
}

interface ConditionFactsOfRequest {
  readonly principal: Principal;
  readonly operation: PolicyOperation;
  /** Of what it is about, from the root down. */
  readonly lineage: readonly number[];
  readonly authentication: string;
  readonly address: string | null;
  readonly reason: string | null;
  readonly ticketId: string | null;
  readonly minutes: number | null;
  readonly isBulk: boolean;
  readonly now: Date;
}

export type ConditionRequest = ConditionFactsOfRequest &
  ({ readonly resource: AskedResource; readonly deviceName: string } | { readonly information: AskedInformation });

const SCHEMA = 'capstan';
/** Texts that are kept parsed; Cedar forgets none by itself, but a name can be given anew. */
const SLOTS = 256;
const PRINCIPALS = { user: 'User', application: 'Application', system: 'System', anonymous: 'System' } as const;
const MAX_REASON_LENGTH = 200;
/** What nothing forbids is permitted, as far as conditions go. */
const PERMIT_REST = 'permit(principal, action, resource);';

interface Parsed {
  readonly slot: string;
  readonly reasons: ReadonlyMap<string, string>;
}

/** By their text, the least recently used first. */
const parsed = new Map<string, Parsed>();
let spareSlots: string[] = [];
let parsedIn = 0;

/** What the conditions of `bindings` say against it. Those that cannot be asked forbid. */
export function forbiddenBy(bindings: readonly BoundPolicy[], request: ConditionRequest): ForbiddenBy[] {
  const call = callOf(request);
  return bindings.flatMap(({ bindingId, conditions }) => {
    if (conditions === null) return [];
    try {
      return withCedar((cedar) => ask(cedar, conditions, call)).map((found) => ({ bindingId, ...found }));
    } catch (error) {
      if (!(error instanceof CedarFailed)) throw error;
      return [{ bindingId, condition: ALL, reason: 'they cannot be asked' }];
    }
  });
}

const ALL = 'all conditions';
type Call = ReturnType<typeof callOf>;

function ask(cedar: Cedar, text: string, call: Call): Omit<ForbiddenBy, 'bindingId'>[] {
  const known = parsedOf(cedar, text);
  if (!known) return [{ condition: ALL, reason: 'they cannot be read' }];
  const { slot, reasons } = known;
  const answer = cedar.statefulIsAuthorized({ ...call, preparsedSchemaName: SCHEMA, preparsedPolicySetId: slot });
  if (answer.type === 'failure') return [{ condition: ALL, reason: 'they cannot be asked' }];
  const { decision, diagnostics } = answer.response;
  if (diagnostics.errors.length > 0) return [{ condition: ALL, reason: 'one of them cannot be worked out' }];
  if (decision === 'allow') return [];
  return diagnostics.reason.map((id) => ({ condition: id, reason: reasons.get(id) ?? null }));
}

/** null: they cannot be read, which saved ones could when they were saved. */
function parsedOf(cedar: Cedar, text: string): Parsed | null {
  if (parsedIn !== cedarGeneration()) begin(cedar);
  const known = parsed.get(text);
  parsed.delete(text);
  const found = known ?? parse(cedar, text);
  if (found) parsed.set(text, found);
  return found;
}

function begin(cedar: Cedar): void {
  parsed.clear();
  spareSlots = Array.from({ length: SLOTS }, (_, at) => `slot-${at}`);
  requireParsed(cedar.preparseSchema(SCHEMA, CONDITION_SCHEMA));
  parsedIn = cedarGeneration();
}

function takeSlot(): string {
  const [oldest] = parsed;
  const slot = spareSlots.pop() ?? oldest?.[1].slot;
  if (slot === undefined) throw new Error('no slot for conditions is left');
  if (oldest?.[1].slot === slot) parsed.delete(oldest[0]);
  return slot;
}

function parse(cedar: Cedar, text: string): Parsed | null {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === 'failure') return null;
  const named = parts.policies.map((policy, at) => [`condition ${at + 1}`, policy] as const);
  const reasons = new Map(named.flatMap(([id, policy]) => reasonOf(cedar, id, policy)));
  const slot = takeSlot();
  const policies = { ...Object.fromEntries(named), rest: PERMIT_REST };
  if (cedar.preparsePolicySet(slot, { staticPolicies: policies }).type === 'failure') {
    spareSlots.push(slot);
    return null;
  }
  return { slot, reasons };
}

function requireParsed(answer: { readonly type: 'success' | 'failure' }): void {
  if (answer.type === 'failure') throw new Error('the schema of conditions cannot be read');
}

/** What its author has written into `@reason("…")`. */
function reasonOf(cedar: Cedar, id: string, policy: string): [string, string][] {
  const read = cedar.policyToJson(policy);
  const reason = read.type === 'success' ? read.json.annotations?.['reason'] : undefined;
  return reason ? [[id, reason.slice(0, MAX_REASON_LENGTH)]] : [];
}

function callOf(request: ConditionRequest) {
  const { principal, operation, lineage } = request;
  const asking = uid(PRINCIPALS[principal.type], principal.id ?? 'capstan');
  const groups = principal.type === 'user' ? principal.groupIds.map((id) => uid('Group', id)) : [];
  const [asked, ...around] =
    'information' in request ? informationOf(request.information) : resourceOf(request.resource, request.deviceName);
  const entities: Entities = [
    { uid: asking, attrs: {}, parents: groups },
    asked,
    ...around,
    ...lineage.map((id, at) => {
      const above = lineage[at - 1];
      return { uid: uid('Scope', id), attrs: {}, parents: above === undefined ? [] : [uid('Scope', above)] };
    }),
  ];
  return {
    principal: asking,
    action: uid('Action', operation),
    resource: asked.uid,
    context: contextOf(request),
    entities,
  };
}

function uid(type: string, id: number | string) {
  return { type, id: String(id) };
}

/** What is asked for, and what it belongs to. */
type Asked = readonly [EntityJson, ...EntityJson[]];

function resourceOf(resource: AskedResource, deviceName: string): Asked {
  const { name, type, username, status, verified_at, rotated_at } = resource;
  const device = uid('Device', resource.device_id);
  const times = { verified_at: timeOf(verified_at), rotated_at: timeOf(rotated_at) };
  const attrs = withoutNulls({ name, type, username, status, ...times });
  const parents = [uid('Scope', resource.scope_id), device];
  return [
    { uid: uid('Resource', resource._id), attrs, parents },
    { uid: device, attrs: { name: deviceName }, parents: [] },
  ];
}

/** With the members that conditions on any `resource` may ask for: it is no account, so that it has no user name. */
function informationOf({ _id, scope_id, name, kind, status }: AskedInformation): Asked {
  const attrs = { name, type: kind, username: '', status };
  return [{ uid: uid('Information', _id), attrs, parents: [uid('Scope', scope_id)] }];
}

function contextOf(request: ConditionFactsOfRequest): Context {
  const { now, authentication, address, reason, ticketId, minutes, isBulk } = request;
  return withoutNulls({
    now: timeOf(now),
    authentication,
    address: address !== null && isIP(address) ? { __extn: { fn: 'ip', arg: address } } : null,
    reason,
    ticket_id: ticketId,
    minutes,
    is_bulk: isBulk,
  });
}

function timeOf(time: Date | null): CedarValueJson | null {
  return time && { __extn: { fn: 'datetime', arg: time.toISOString() } };
}

function withoutNulls(values: Readonly<Record<string, CedarValueJson | null>>): Record<string, CedarValueJson> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
