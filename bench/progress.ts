const CLEAR_LINE = '\r\x1b[2K';

/**
 * Says on stderr what is being done: on a terminal in one line that is overwritten; elsewhere only
 * the headings, a line each.
 */
export class Progress {
  private readonly live = process.stderr.isTTY;
  private heading = '';

  begin(heading: string): void {
    this.heading = heading;
    if (!this.live) process.stderr.write(`${heading} …\n`);
  }

  readonly step = (text: string): void => {
    if (this.live) process.stderr.write(`${CLEAR_LINE}${this.heading}: ${text}`);
  };

  /** Makes room for other output. */
  end(): void {
    if (this.live) process.stderr.write(CLEAR_LINE);
  }
}
