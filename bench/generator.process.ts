import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { tie } from './child-processes.js';
import {
  isReply,
  type Command,
  type GeneratorSetup,
  type Measurement,
  type Reply,
} from './generator/commands.js';

const PROGRAM = join(import.meta.dirname, 'generator', 'main.js');

/** Deliveries were lost, duplicated, out of order or refused: there is no figure. */
export class FaultyRun extends Error {
  override readonly name = 'FaultyRun';
}

/** The load generator, in a process of its own so that its cost is not the server's. */
export class GeneratorProcess {
  private readonly child: ChildProcess;

  constructor(setup: GeneratorSetup) {
    this.child = fork(PROGRAM, [JSON.stringify(setup)]);
    tie(this.child);
  }

  /** One command at a time. Rejects with a `FaultyRun` if not every delivery was right. */
  async run(command: Command): Promise<Measurement> {
    this.child.send(command);
    const reply = await this.reply();
    if (!reply.ok) throw new FaultyRun(`${command.do}: ${reply.error}`);
    const { faults } = reply.measurement;
    if (faults.length > 0) throw new FaultyRun(`${command.do}: ${faults.join('; ')}`);
    return reply.measurement;
  }

  private reply(): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: unknown): void => {
        this.child.off('exit', onExit);
        if (isReply(message)) resolve(message);
        else reject(new Error('the generator answered with something else'));
      };
      const onExit = (): void => {
        this.child.off('message', onMessage);
        reject(new Error('the generator ended; what it said is above'));
      };
      this.child.once('message', onMessage);
      this.child.once('exit', onExit);
    });
  }

  async stop(): Promise<void> {
    if (!this.child.connected) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }
}
