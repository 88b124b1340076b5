/** What a server's `/metrics` says: the value of each time series, by its name with its labels. */
export class MetricsPage {
  private readonly values: ReadonlyMap<string, number>;

  private constructor(readonly text: string) {
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    this.values = new Map(lines.map(parseLine));
  }

  static async read(url: string): Promise<MetricsPage> {
    const response = await fetch(`${url}/metrics`);
    if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
    return new MetricsPage(await response.text());
  }

  /** Names of metrics, as they are declared. */
  get names(): string[] {
    return [...this.text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  }

  /** @param series as it is printed, such as `parley_errors_total{code="INTERNAL"}`. */
  value(series: string): number {
    const value = this.values.get(series);
    if (value === undefined) throw new Error(`There is no ${series} in:\n${this.text}`);
    return value;
  }

  has(series: string): boolean {
    return this.values.has(series);
  }
}

function parseLine(line: string): [string, number] {
  const at = line.lastIndexOf(' ');
  return [line.slice(0, at), Number(line.slice(at + 1))];
}
