/** What the load process uses of autocannon, which brings no types. */

declare module 'autocannon' {
  interface LoadOptions {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration?: number;
    /** Requests, instead of seconds. */
    readonly amount?: number;
    readonly headers: Readonly<Record<string, string>>;
  }

  interface LoadResult {
    /** Seconds that it took. */
    readonly duration: number;
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
    /** In ms. */
    readonly latency: { readonly p50: number; readonly p99: number };
  }

  export default function autocannon(options: LoadOptions): Promise<LoadResult>;
}
