import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FaultyRun, GeneratorProcess } from './generator.process.js';
import type { Command, Measurement } from './generator/commands.js';
import { residentBytes } from './process-usage.js';
import { ServerProcess } from './server.process.js';
import { SharedServices } from './shared-services.js';
import { PACKAGE_ROOT, type Target } from './targets.js';

/**
 * Databases lie beside the package and not in the system's temporary directory, which may be in
 * memory, where a commit costs nothing.
 */
export const DATA_DIRECTORY = join(PACKAGE_ROOT, 'data', 'bench');

/** What a command measured, and what it took of Redis. */
export type StageMeasurement = Measurement & {
  /** Commands that Redis carried out, from the command's start to its end. */
  redisCommands: number;
};

/** A target's server, with what its nodes share, and a generator that is connected to it. */
export class Stage {
  private servers: ServerProcess[] = [];
  private services: SharedServices | undefined;
  private generator: GeneratorProcess | undefined;

  private constructor(
    readonly target: Target,
    /** Tells stages of one target apart, such as rooms of different sizes; usually empty. */
    readonly variant: string,
    private readonly directory: string,
  ) {}

  /** @param database opened as it is, and kept; without it, an empty one that is removed after. */
  static async open(target: Target, variant = '', database?: string): Promise<Stage> {
    mkdirSync(DATA_DIRECTORY, { recursive: true });
    const stage = new Stage(target, variant, mkdtempSync(join(DATA_DIRECTORY, 'run-')));
    try {
      await stage.start(database ?? join(stage.directory, 'parley.db'));
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  private async start(database: string): Promise<void> {
    const { nodes, services: names, traits } = this.target;
    const services = await SharedServices.start(names);
    this.services = services;
    for (let node = 0; node < nodes; node += 1) {
      const place = { database, services: services.urls };
      this.servers.push(await ServerProcess.start(this.target, place));
    }
    this.generator = new GeneratorProcess({
      ports: this.servers.map(({ port }) => port),
      serverPids: this.servers.map(({ pid }) => pid),
      servicePids: services.pids,
      traits,
    });
  }

  async run(command: Command): Promise<StageMeasurement> {
    const { generator, services } = this;
    if (!generator || !services) throw new Error('the stage is not open');
    const before = await services.redisCommands();
    try {
      const measured = await generator.run(command);
      return { ...measured, redisCommands: (await services.redisCommands()) - before };
    } catch (error) {
      const words = this.servers.map(({ lastWords }) => lastWords).find(Boolean);
      const ended = words === undefined ? '' : `; the server ended, saying:\n${words}`;
      const reason = error instanceof Error ? error.message : String(error);
      throw new FaultyRun(`${this.target.label}: ${reason}${ended}`, { cause: error });
    }
  }

  get residentBytes(): number {
    return this.servers.reduce((sum, { pid }) => sum + residentBytes(pid), 0);
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    await this.generator?.stop();
    await this.services?.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
