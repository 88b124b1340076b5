/**
 * Port: one at a time for each name, on all nodes. Whoever claims a name and whoever comes back to it
 * look at the same facts (who holds it, are they here?) and change them; in between, no one else may.
 */
export abstract class NameLock {
  /**
   * Runs `task` when every earlier task of that name has ended, however it ended.
   * @throws ChatException UNAVAILABLE: others had it for too long, and `task` did not run.
   */
  abstract run<T>(nameKey: string, task: () => Promise<T>): Promise<T>;
}

/** The lock of one process. */
export class LocalNameLock extends NameLock {
  private readonly tails = new Map<string, Promise<unknown>>();

  override async run<T>(nameKey: string, task: () => Promise<T>): Promise<T> {
    const before = this.tails.get(nameKey) ?? Promise.resolve();
    const current = before.then(task, task);
    this.tails.set(nameKey, current);
    try {
      return await current;
    } finally {
      if (this.tails.get(nameKey) === current) this.tails.delete(nameKey);
    }
  }
}
