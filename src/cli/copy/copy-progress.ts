import { SingleBar } from 'cli-progress';

/** Where there is no terminal, a line is printed for each so many rows of a table, and at its end. */
const ROWS_A_LINE = 50_000;

/** Shows how far a copy is: as a bar on a terminal, as lines elsewhere. */
export interface CopyProgress {
  update(table: string, done: number, total: number): void;
  /** Nothing more is shown. */
  stop(): void;
}

export function showProgress(output: NodeJS.WriteStream): CopyProgress {
  return output.isTTY ? new BarProgress(output) : new LineProgress(output);
}

/** `parley_messages` is `messages` to people. */
function nameOf(table: string): string {
  return table.replace(/^parley_/, '');
}

class LineProgress implements CopyProgress {
  private table = '';
  private shown = 0;

  constructor(private readonly output: NodeJS.WriteStream) {}

  update(table: string, done: number, total: number): void {
    if (table !== this.table) this.shown = -1;
    this.table = table;
    const isDue = done >= total ? this.shown < total : done - this.shown >= ROWS_A_LINE;
    if (!isDue) return;
    this.shown = done;
    this.output.write(`${nameOf(table)}: ${done} of ${total}\n`);
  }

  stop(): void {
    this.table = '';
  }
}

class BarProgress implements CopyProgress {
  private readonly bar: SingleBar;
  private table = '';

  constructor(output: NodeJS.WriteStream) {
    this.bar = new SingleBar({
      format: '{table} [{bar}] {value} of {total}',
      stream: output,
      hideCursor: true,
    });
  }

  update(table: string, done: number, total: number): void {
    if (table !== this.table) {
      this.stop();
      this.table = table;
      this.bar.start(total, done, { table: nameOf(table).padEnd(11) });
    }
    this.bar.update(done);
  }

  stop(): void {
    if (this.table !== '') this.bar.stop();
    this.table = '';
  }
}
