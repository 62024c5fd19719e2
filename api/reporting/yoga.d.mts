/** What is used here of graphql-yoga: its own types bring those of browsers along, for the whole program. */

import type { ExecutionArgs, GraphQLSchema } from 'graphql';

export interface YogaPlugin<Context> {
  onExecute?(payload: {
    readonly args: ExecutionArgs & { readonly contextValue: Context };
    readonly setResultAndStopExecution: (result: { readonly data: null }) => void;
  }): void;
}

export interface YogaOptions {
  readonly schema: GraphQLSchema;
  readonly graphqlEndpoint: string;
  readonly graphiql: false;
  readonly landingPage: false;
  readonly batching: false;
  readonly multipart: false;
  readonly cors: false;
  readonly logging: false;
  readonly maskedErrors: { readonly maskError: (error: unknown) => Error };
  readonly plugins: readonly object[];
}

export interface Yoga<Context> {
  fetch(
    url: string,
    init: { readonly method: 'POST'; readonly headers: Readonly<Record<string, string>>; readonly body: string },
    context: Context,
  ): Promise<{ json(): Promise<unknown> }>;
}

export function createYoga<Context>(options: YogaOptions): Yoga<Context>;
