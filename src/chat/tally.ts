/** How many there are of each key now. A key of which there is none takes no space. */
export class Tally {
  private readonly counts = new Map<string, number>();
  private sum = 0;

  /** Of all keys together. */
  get total(): number {
    return this.sum;
  }

  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: string): void {
    this.sum++;
    this.counts.set(key, this.of(key) + 1);
  }

  /** Takes one away that was added. */
  remove(key: string): void {
    const left = this.of(key) - 1;
    if (left < 0) return;
    this.sum--;
    if (left === 0) this.counts.delete(key);
    else this.counts.set(key, left);
  }
}
