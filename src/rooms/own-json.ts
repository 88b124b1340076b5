/** Names the method of a value that knows its own JSON. */
export const ownJson: unique symbol = Symbol('ownJson');

/** A value that is written as JSON once, however often it is sent. */
export interface OwnJson {
  /** The same that `JSON.stringify` makes of it. */
  [ownJson](): string;
}

/** Does it know its own JSON? */
export function hasOwnJson(value: unknown): value is OwnJson {
  return typeof value === 'object' && value !== null && ownJson in value;
}
