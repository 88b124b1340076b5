/**
 * Port: is told how the message log's transactions go. It is called once for each transaction, on the
 * way of every message, so it does nothing that takes time, and never throws.
 */
export abstract class CommitObserver {
  /** A transaction of so many messages was committed; it took so many seconds. */
  abstract committed(messages: number, seconds: number): void;
  /** A transaction failed: none of its messages was stored. */
  abstract failed(): void;
}
