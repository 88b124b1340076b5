import { createHash } from 'node:crypto';
import { ReplyError, type Redis } from 'ioredis';

/** A Lua script, which runs as one step. Redis is sent its text only when it does not know it. */
export class RedisScript {
  private readonly sha: string;

  constructor(readonly text: string) {
    this.sha = createHash('sha1').update(text).digest('hex');
  }

  /** @param key what all keys that the script touches begin with. */
  async run(redis: Redis, key: string, args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.sha, 1, key, ...args);
    } catch (fault) {
      if (!isUnknownScript(fault)) throw fault;
      return redis.eval(this.text, 1, key, ...args);
    }
  }
}

function isUnknownScript(fault: unknown): boolean {
  return fault instanceof ReplyError && String(fault).includes('NOSCRIPT');
}
