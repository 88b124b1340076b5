import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ACCOUNT_OPTIONS, type AccountOptions } from './account.options.js';
import { SessionRepository } from './session.repository.js';

/** How often it is looked whether sessions have ended on other nodes. Milliseconds. */
const POLL_MS = 250;
/** How many are read at once. */
const PAGE = 500;
const PRUNE_EVERY_MS = 600_000;

type OnEnd = () => void;

/**
 * Tells of sessions that end: at once of those that this node ends, of others' from the database, which
 * every node asks four times a second. So nothing depends on what becomes of a message between nodes.
 * A node that lost its database hears of what it missed when it is back.
 */
@Injectable()
export class SessionWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SessionWatch.name);
  private readonly watched = new Map<string, Set<OnEnd>>();
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> = Promise.resolve();
  private isStopped = false;
  private isFailing = false;
  /** The number of the last ended session that was told of. */
  private seen = 0;
  private pruneAt = 0;

  constructor(
    private readonly sessions: SessionRepository,
    @Inject(ACCOUNT_OPTIONS) private readonly options: AccountOptions | false,
  ) {}

  /** Before there is any connection whose session could end. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.options === false) return;
    this.seen = await this.sessions.lastEnded();
    this.schedule();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.polling;
  }

  /**
   * @param onEnd is called when the session ends from now on, once. Whether it has before is to be asked
   *   after this.
   * @returns what ends the watch.
   */
  watch(sessionId: string, onEnd: OnEnd): () => void {
    if (this.options === false) return () => undefined;
    const known = this.watched.get(sessionId);
    if (known) known.add(onEnd);
    else this.watched.set(sessionId, new Set([onEnd]));
    return () => this.forget(sessionId, onEnd);
  }

  /** These sessions have ended. */
  ended(sessionIds: readonly string[]): void {
    for (const id of sessionIds) {
      const listeners = this.watched.get(id);
      this.watched.delete(id);
      for (const onEnd of listeners ?? []) onEnd();
    }
  }

  private forget(sessionId: string, onEnd: OnEnd): void {
    const listeners = this.watched.get(sessionId);
    if (listeners?.delete(onEnd) && listeners.size === 0) this.watched.delete(sessionId);
  }

  private schedule(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.polling = this.poll().finally(() => this.schedule());
    }, POLL_MS).unref();
  }

  private async poll(): Promise<void> {
    try {
      await this.readEnded();
      await this.prune();
      this.isFailing = false;
    } catch (fault) {
      if (!this.isFailing) this.logger.error(fault, 'Ended sessions cannot be read');
      this.isFailing = true;
    }
  }

  private async readEnded(): Promise<void> {
    for (;;) {
      const page = await this.sessions.endedAfter(this.seen, PAGE);
      this.ended(page.map(({ id }) => id));
      this.seen = page.at(-1)?.seq ?? this.seen;
      if (page.length < PAGE) return;
    }
  }

  private async prune(): Promise<void> {
    const now = Date.now();
    if (now < this.pruneAt) return;
    this.pruneAt = now + PRUNE_EVERY_MS;
    await this.sessions.prune(now);
  }
}
