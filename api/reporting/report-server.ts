/** Runs questions: parsed, held to the limits, answered by the schema, and errors told by their codes alone. */

import { createHash } from 'node:crypto';
import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { CapstanError } from '../../domain/errors.ts';
import type { ReportContext } from './builder.ts';
import { costOf } from './question-cost.ts';
import { reportSchema } from './schema.ts';
import { createYoga, type YogaPlugin } from './yoga.mjs';

export interface ReportQuestion {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

export interface ReportResult {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string }[];
}

export interface Reported {
  readonly result: ReportResult;
  /** SHA-256 of the document, hex. */
  readonly digest: string;
}

interface Running extends ReportContext {
  /** What is told of the question while it is run: of the context itself yoga makes another. */
  readonly course: Course;
}

interface Course {
  isRun: boolean;
  /** Why it is not run. */
  refusal?: CapstanError;
}

const MOST_POINTS = 5_000;

const LIMITS = {
  maxDepth: { n: 8 },
  costLimit: { maxCost: 50_000, objectCost: 2, scalarCost: 1, depthCostFactor: 1.2 },
  maxAliases: { n: 20 },
  maxDirectives: { n: 20 },
  maxTokens: { n: 1_500 },
  // Introspection tells as much.
  blockFieldSuggestion: { enabled: false },
};

const yoga = createYoga<Running>({
  schema: reportSchema,
  graphqlEndpoint: '/v1/graphql',
  graphiql: false,
  landingPage: false,
  batching: false,
  multipart: false,
  cors: false,
  logging: false,
  maskedErrors: { maskError },
  plugins: [EnvelopArmorPlugin<Running>(LIMITS), holdToRows()],
});

/** @throws CapstanError `validation_failed` for what is not run. */
export async function ask(question: ReportQuestion, context: ReportContext): Promise<Reported> {
  const course: Course = { isRun: false };
  const response = await yoga.fetch(
    'http://reports/v1/graphql',
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(question),
    },
    { ...context, course },
  );
  const result = (await response.json()) as ReportResult;
  if (course.refusal) throw course.refusal;
  if (!course.isRun) throw notRun(result.errors?.map(({ message }) => message) ?? []);
  return { result, digest: createHash('sha256').update(question.query).digest('hex') };
}

function notRun(messages: readonly string[]): CapstanError {
  const told = messages.length === 0 ? ['cannot be run'] : messages.slice(0, 10);
  return new CapstanError('validation_failed', 'The question is not one that is answered here.', {
    errors: told.map((detail) => ({ pointer: '/body/query', detail: detail.slice(0, 500) })),
  });
}

function holdToRows(): YogaPlugin<Running> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { course } = args.contextValue;
      const refusal = refusalOf(args);
      if (refusal === undefined) {
        course.isRun = true;
        return;
      }
      course.refusal = refusal;
      setResultAndStopExecution({ data: null });
    },
  };
}

function refusalOf(args: ExecutionArgs): CapstanError | undefined {
  const operations = args.document.definitions.flatMap((one) => (one.kind === 'OperationDefinition' ? one : []));
  const { operationName } = args;
  const [operation] = operationName ? operations.filter(({ name }) => name?.value === operationName) : operations;
  if (!operation || (!operationName && operations.length > 1)) {
    return notRun(['operationName names none of the queries of the document']);
  }
  if (operation.operation !== 'query')
    return notRun([`there is no ${operation.operation}: reports are only asked for`]);
  try {
    const cost = costOf(args, operation);
    if (cost <= MOST_POINTS) return undefined;
    return notRun([
      `costs up to ${cost} points, and ${MOST_POINTS} are the most: ask with a smaller first, or for less at once`,
    ]);
  } catch (error) {
    if (error instanceof CapstanError) return error;
    return notRun([error instanceof Error ? error.message : 'its arguments cannot be read']);
  }
}

/** What the caller can do something about is told with its code; of all else, that it failed. */
function maskError(error: unknown): Error {
  const original = error instanceof GraphQLError ? error.originalError : error;
  const place = error instanceof GraphQLError ? { nodes: error.nodes ?? null, path: error.path ?? null } : {};
  if (error instanceof GraphQLError && !original) return error;
  if (original instanceof CapstanError && original.status < 500) {
    return new GraphQLError(original.message, {
      ...place,
      extensions: { code: original.code, status: original.status },
    });
  }
  return new GraphQLError('This part of the question could not be answered; ask again.', {
    ...place,
    originalError: original instanceof Error ? original : null,
    extensions: { code: 'internal', status: 500 },
  });
}
