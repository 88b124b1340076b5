/** Port: the database as a whole. */
export abstract class StorageHandle {
  /** Resolves when the database answers, rejects when it does not. */
  abstract ping(): Promise<void>;
  /** Nothing is asked of the database afterwards. */
  abstract close(): Promise<void>;
}
