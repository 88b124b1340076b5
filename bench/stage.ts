import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FaultyRun, GeneratorProcess } from './generator.process.js';
import type { Command, Measurement } from './generator/commands.js';
import { residentBytes } from './process-usage.js';
import { ServerProcess } from './server.process.js';
import { PACKAGE_ROOT, type Target } from './targets.js';

/**
 * Databases lie beside the package and not in the system's temporary directory, which may be in
 * memory, where a commit costs nothing.
 */
export const DATA_DIRECTORY = join(PACKAGE_ROOT, 'data', 'bench');

/** A target's server with a generator that is connected to it. */
export class Stage {
  private constructor(
    readonly target: Target,
    /** Tells stages of one target apart, such as rooms of different sizes; usually empty. */
    readonly variant: string,
    private readonly server: ServerProcess,
    private readonly generator: GeneratorProcess,
    private readonly directory: string,
  ) {}

  /** @param database opened as it is, and kept; without it, an empty one that is removed after. */
  static async open(target: Target, variant = '', database?: string): Promise<Stage> {
    mkdirSync(DATA_DIRECTORY, { recursive: true });
    const directory = mkdtempSync(join(DATA_DIRECTORY, 'run-'));
    const start = ServerProcess.start(target, database ?? join(directory, 'parley.db'));
    const server = await start.catch((error: unknown) => {
      rmSync(directory, { recursive: true });
      throw error;
    });
    const { port, pid } = server;
    const generator = new GeneratorProcess({ port, serverPid: pid, traits: target.traits });
    return new Stage(target, variant, server, generator, directory);
  }

  async run(command: Command): Promise<Measurement> {
    try {
      return await this.generator.run(command);
    } catch (error) {
      const words = this.server.lastWords;
      const ended = words === undefined ? '' : `; the server ended, saying:\n${words}`;
      const reason = error instanceof Error ? error.message : String(error);
      throw new FaultyRun(`${this.target.label}: ${reason}${ended}`, { cause: error });
    }
  }

  get residentBytes(): number {
    return residentBytes(this.server.pid);
  }

  async close(): Promise<void> {
    await this.server.stop();
    await this.generator.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
