/** graphql-yoga, past its own types: see yoga.d.mts. */

export { createYoga } from 'graphql-yoga';
