import { Injectable } from '@nestjs/common';

/** The most people who are remembered; beyond it the one cut first is forgotten. */
const MAX_REMEMBERED = 10_000;

/** People whose connection was cut because it did not read, until they have been told. */
@Injectable()
export class SlowConsumers {
  /** When each was cut last, in epoch milliseconds, the earliest first. */
  private readonly cutAt = new Map<string, number>();

  wasCut(userId: string, at: number): void {
    this.cutAt.delete(userId);
    this.cutAt.set(userId, at);
    if (this.cutAt.size <= MAX_REMEMBERED) return;
    for (const earliest of this.cutAt.keys()) {
      this.cutAt.delete(earliest);
      break;
    }
  }

  /** When a person was cut, who is told now; `undefined`: they were not, or know. */
  take(userId: string): number | undefined {
    const at = this.cutAt.get(userId);
    this.cutAt.delete(userId);
    return at;
  }
}
