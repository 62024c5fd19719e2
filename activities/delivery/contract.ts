/** What the workflow of deliveries hears from its activity. It carries no stamp: a forged answer delays, and no more. */

export type DeliveryAnswer =
  /** The time of one turn is over: ask again at once. */
  | { readonly state: 'going_on' }
  /** The collector is not active. */
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly retryAfterMs: number };
