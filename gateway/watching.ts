/** How one side of the gateway shows a terminal of its own to those who watch it at another. */

export type WatchEvent =
  /** Clear the screen, take this size and show `screen`: how a watcher begins, and goes on after it fell behind. */
  | { readonly kind: 'reset'; readonly cols: number; readonly rows: number; readonly screen: Buffer }
  | { readonly kind: 'output'; readonly data: Buffer }
  | { readonly kind: 'resize'; readonly cols: number; readonly rows: number };

/** One that is asked for events too seldom loses some, and begins anew with a `reset`. */
export interface Watcher extends AsyncIterable<WatchEvent> {
  /** The iteration ends. */
  close(): void;
}
