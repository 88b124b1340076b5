/**
 * What is there at once where nothing has to be waited for. A promise for each step of each message
 * costs more than what most of the steps do.
 */
export type NowOrLater<T> = T | Promise<T>;

/** Goes on with a value: at once if it is there, and otherwise when it is. */
export function goOn<T, R>(value: NowOrLater<T>, step: (value: T) => NowOrLater<R>): NowOrLater<R> {
  return value instanceof Promise ? value.then(step) : step(value);
}
