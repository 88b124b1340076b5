import type { Rate, RateName, Rates, RateScope } from './rate.js';

/** The most connections that may be open at once, each on this node. */
export interface ConnectionCaps {
  /** In all. */
  readonly total: number;
  /** From one address. */
  readonly perAddress: number;
  /** Of one person. */
  readonly perUser: number;
  /** From one address that have not said yet who they are. */
  readonly unidentifiedPerAddress: number;
}

/** Everything that keeps one client from using up what is there for all. */
export interface Limits {
  readonly rates: Rates;
  /** Requests of one connection, whatever they are. Five times as many end the connection. */
  readonly requestsPerConnection: Rate;
  readonly connections: ConnectionCaps;
  /** How long a connection may be open before it has said who it is. Milliseconds. */
  readonly identifyWithinMs: number;
}

/** What a host changes of the defaults; what it leaves out stays as it is. */
export interface ChatLimits {
  readonly rates?: Partial<Record<RateName, Partial<Record<RateScope, Rate>>>>;
  readonly requestsPerConnection?: Rate;
  readonly connections?: Partial<ConnectionCaps>;
  readonly identifyWithinMs?: number;
}

/**
 * A person never meets these, not with many rooms and a bad network; a flood meets them within its
 * first second. Why each is what it is: docs/security.md.
 */
export const DEFAULT_LIMITS: Limits = {
  rates: {
    connects: { address: { points: 600, seconds: 60 } },
    joins: { user: { points: 300, seconds: 60 }, address: { points: 3_000, seconds: 60 } },
    messages: { user: { points: 100, seconds: 60 }, address: { points: 1_500, seconds: 60 } },
    newConversations: {
      user: { points: 30, seconds: 600 },
      address: { points: 300, seconds: 600 },
    },
    typing: { user: { points: 60, seconds: 20 }, address: { points: 900, seconds: 20 } },
    history: { user: { points: 300, seconds: 60 }, address: { points: 3_000, seconds: 60 } },
    failedLogins: {
      user: { points: 10, seconds: 900 },
      address: { points: 100, seconds: 900 },
    },
    registrations: { address: { points: 100, seconds: 3_600 } },
    authRequests: { address: { points: 600, seconds: 60 } },
  },
  requestsPerConnection: { points: 600, seconds: 20 },
  connections: { total: 20_000, perAddress: 500, perUser: 50, unidentifiedPerAddress: 100 },
  identifyWithinMs: 5_000,
};

/** The defaults with a host's changes; `false` switches everything off. */
export function resolveLimits(changes: ChatLimits | false): Limits | false {
  if (changes === false) return false;
  const { rates, connections, ...others } = changes;
  return {
    ...DEFAULT_LIMITS,
    ...others,
    rates: { ...DEFAULT_LIMITS.rates, ...rates },
    connections: { ...DEFAULT_LIMITS.connections, ...connections },
  };
}
