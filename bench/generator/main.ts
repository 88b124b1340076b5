import { closedLoop } from './closed-loop.load.js';
import {
  isCommand,
  isGeneratorSetup,
  type Command,
  type GatherCommand,
  type Measurement,
} from './commands.js';
import { Crowd } from './crowd.js';
import { fill, historyJoin } from './history.load.js';
import { joinStorm } from './join-storm.load.js';
import { Meter } from './meter.js';
import { openLoop } from './open-loop.load.js';

const parsed: unknown = JSON.parse(process.argv[2] ?? 'null');
if (!isGeneratorSetup(parsed)) throw new Error('the generator is started by the bench');
const setup = parsed;
const meter = new Meter(setup);
let crowd: Crowd | undefined;

function present(): Crowd {
  if (crowd === undefined) throw new Error('gather a crowd first');
  return crowd;
}

async function gather(command: GatherCommand): Promise<Measurement> {
  crowd = new Crowd(setup, command);
  meter.begin(0);
  await crowd.gather();
  return { ...meter.end(0), latency: meter.histogram.summary(), faults: await crowd.faults() };
}

async function obey(command: Command): Promise<Measurement> {
  if (command.do === 'gather') return gather(command);
  if (command.do === 'closed-loop') return closedLoop(present(), meter, command);
  if (command.do === 'open-loop') return openLoop(present(), meter, command);
  if (command.do === 'join-storm') return joinStorm(setup, meter, command);
  if (command.do === 'history-join') return historyJoin(setup, meter, command);
  return fill(setup, meter, command);
}

process.on('message', (message: unknown) => {
  if (!isCommand(message)) throw new Error('not a command');
  obey(message).then(
    (measurement) => process.send?.({ ok: true, measurement }),
    (reason: unknown) => process.send?.({ ok: false, error: String(reason) }),
  );
});
process.on('disconnect', () => {
  crowd?.disperse();
  process.exit();
});
