/**
 * What a query costs at most, before it is run and with the values of its variables: a point for each row that its lists ask
 * for, those of lists in lists multiplied, and some for each question to the database.
 */

import {
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  getArgumentValues,
  getNamedType,
  getVariableValues,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { DEFAULT_ROWS, requireBounded, requireFewValues } from './bounds.ts';

const POINTS_OF_A_LIST = 20;
const POINTS_OF_COUNTS = 100;

interface Walk {
  readonly args: ExecutionArgs;
  /** Of the variables, with the defaults that the document gives them. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** What those come to that were walked through: they may be spread many times. */
  readonly known: Map<string, number>;
}

/**
 * @throws CapstanError `validation_failed` where a list asks for too many by itself.
 * @throws GraphQLError where a variable has no value of its type.
 */
export function costOf(args: ExecutionArgs, operation: OperationDefinitionNode): number {
  const fragments = args.document.definitions.flatMap((definition) =>
    definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition] as const] : [],
  );
  const walk = { args, values: valuesOf(args, operation), fragments: new Map(fragments), known: new Map() };
  return costOfSet(operation.selectionSet, args.schema.getQueryType() ?? undefined, walk);
}

function valuesOf({ schema, variableValues }: ExecutionArgs, { variableDefinitions = [] }: OperationDefinitionNode) {
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, variableValues ?? {}, { maxErrors: 1 });
  if (coerced) return coerced;
  throw errors[0] ?? new Error('its variables cannot be read');
}

function costOfSet({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined, walk: Walk): number {
  return selections.reduce((sum, selection) => sum + costOfSelection(selection, type, walk), 0);
}

function costOfSelection(selection: SelectionNode, type: GraphQLNamedType | undefined, walk: Walk): number {
  switch (selection.kind) {
    case 'FragmentSpread':
      return costOfFragment(selection.name.value, walk);
    case 'InlineFragment':
      // There are no interfaces and unions: it is of the same type.
      return costOfSet(selection.selectionSet, type, walk);
    case 'Field':
      return costOfField(selection, type, walk);
    default:
      throw new Error('a query has a part of no known kind');
  }
}

function costOfField(node: FieldNode, type: GraphQLNamedType | undefined, walk: Walk): number {
  const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
  if (!field || !node.selectionSet) return 0;
  const inner = costOfSet(node.selectionSet, getNamedType(field.type), walk);
  const given = getArgumentValues(field, node, walk.values);
  requireFewValues(given);
  if (field.args.some(({ name }) => name === 'by')) return POINTS_OF_COUNTS;
  if (!field.args.some(({ name }) => name === 'first')) return inner;
  const { first } = given;
  const rows = typeof first === 'number' ? first : DEFAULT_ROWS;
  requireBounded(rows);
  return POINTS_OF_A_LIST + rows * (1 + inner);
}

function costOfFragment(name: string, walk: Walk): number {
  const fragment = walk.fragments.get(name);
  if (!fragment) return 0;
  const known = walk.known.get(name);
  if (known !== undefined) return known;
  const cost = costOfSet(fragment.selectionSet, walk.args.schema.getType(fragment.typeCondition.name.value), walk);
  walk.known.set(name, cost);
  return cost;
}
