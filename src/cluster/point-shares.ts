/** The most shares that a node keeps. Beyond it those are forgotten that have ended, or else all. */
const MAX_SHARES = 50_000;

/** What a node may give out of one window's points. */
interface Share {
  left: number;
  /** When the window ends, by `performance.now()`. */
  readonly endsAt: number;
}

/** The points that this node took from Redis and has not given out, and what it knows to be used up. */
export class PointShares {
  private readonly shares = new Map<string, Share>();

  /** @returns 0 for a point; or how long there will be none, in ms; `undefined`: Redis must be asked. */
  take(id: string): number | undefined {
    const share = this.current(id);
    if (share === undefined) return undefined;
    if (share.left === 0) return waitOf(share);
    share.left--;
    // Whether there are more, Redis knows.
    if (share.left === 0) this.shares.delete(id);
    return 0;
  }

  /** The same without taking. */
  look(id: string): number | undefined {
    const share = this.current(id);
    if (share === undefined) return undefined;
    return share.left > 0 ? 0 : waitOf(share);
  }

  /** @param points that Redis gave; 0: all are used up until the window ends, in `endsInMs`. */
  grant(id: string, points: number, endsInMs: number): void {
    if (this.shares.size >= MAX_SHARES) this.forget();
    this.shares.set(id, { left: points, endsAt: performance.now() + endsInMs });
  }

  private current(id: string): Share | undefined {
    const share = this.shares.get(id);
    if (share === undefined || share.endsAt > performance.now()) return share;
    this.shares.delete(id);
    return undefined;
  }

  private forget(): void {
    const now = performance.now();
    for (const [id, { endsAt }] of this.shares) if (endsAt <= now) this.shares.delete(id);
    if (this.shares.size >= MAX_SHARES) this.shares.clear();
  }
}

function waitOf({ endsAt }: { readonly endsAt: number }): number {
  return Math.max(Math.ceil(endsAt - performance.now()), 1);
}
