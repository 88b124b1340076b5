import { Inject, Injectable } from '@nestjs/common';
import { ChatException } from '../protocol/index.js';
import type { Limits } from './chat-limits.js';
import { RateLimiter, type Bucket } from './rate-limiter.js';
import type { RateName } from './rate.js';

/** Token of the `Limits` in force; `false`: there are none. */
export const LIMITS_IN_FORCE = Symbol('LimitsInForce');

/** Who asks: as much as is known of them. */
export interface Caller {
  /** The id, or what else there is one of for each person. */
  readonly user?: string | undefined;
  /** As `addressKey` gives it. */
  readonly address?: string | undefined;
}

/** Refuses what is asked too often. A new connection of the same person finds the same counts. */
@Injectable()
export class LimitsService {
  constructor(
    @Inject(LIMITS_IN_FORCE) private readonly limits: Limits | false,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Counts one. A person is counted before their address: what they are refused takes nothing from
   * their neighbours.
   * @throws ChatException RATE_LIMITED
   */
  require(name: RateName, caller: Caller): Promise<void> | void {
    if (this.limits !== false) return this.take(name, caller);
  }

  /**
   * Refuses as `require` does, and counts nothing: for what only counts when it fails.
   * @throws ChatException RATE_LIMITED
   */
  async check(name: RateName, caller: Caller): Promise<void> {
    for (const bucket of this.bucketsOf(name, caller)) refuseFor(await this.limiter.look(bucket));
  }

  /** Counts one without refusing: `check` will. */
  async count(name: RateName, caller: Caller): Promise<void> {
    for (const bucket of this.bucketsOf(name, caller)) await this.limiter.take(bucket);
  }

  private async take(name: RateName, caller: Caller): Promise<void> {
    for (const bucket of this.bucketsOf(name, caller)) refuseFor(await this.limiter.take(bucket));
  }

  private *bucketsOf(name: RateName, caller: Caller): Generator<Bucket> {
    if (this.limits === false) return;
    const { user, address } = this.limits.rates[name];
    if (user && caller.user !== undefined) {
      yield { name: `${name}:user`, key: caller.user, ...user };
    }
    if (address && caller.address !== undefined) {
      yield { name: `${name}:address`, key: caller.address, ...address };
    }
  }
}

function refuseFor(retryAfterMs: number): void {
  if (retryAfterMs > 0) throw new ChatException('RATE_LIMITED', { retryAfterMs });
}
