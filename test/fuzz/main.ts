// Tries random inputs on a server: `npm run fuzz -- --help`.
import { Command, InvalidArgumentError } from 'commander';
import { fuzz } from './fuzzer.js';

interface Options {
  readonly inputs: number;
  readonly seed: number;
}

/** What the heap may have grown by without it being a leak. Bytes. */
const MAX_GROWTH_BYTES = 12_000_000;

const program = new Command('fuzz')
  .description(
    'Sends random frames, events, handshakes and HTTP requests to a server of its own, and finds what is not answered as the protocol says.',
  )
  .option('--inputs <number>', 'how many', wholeNumber, 100_000)
  .option('--seed <number>', 'tries the same again', wholeNumber, Date.now() % 2 ** 31)
  .action(run);

async function run({ inputs, seed }: Options): Promise<void> {
  process.stderr.write(`Seed ${seed}: ${inputs.toLocaleString('en')} inputs\n`);
  const { tried, faults, heapGrowth } = await fuzz({
    seed,
    inputs,
    onProgress: progressTo(inputs),
  });
  const growth = (heapGrowth / 1e6).toFixed(1);
  process.stdout.write(`${tried.toLocaleString('en')} inputs tried, seed ${seed}\n`);
  process.stdout.write(`The heap has grown by ${growth} MB\n`);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  const isGood = faults.length === 0 && heapGrowth < MAX_GROWTH_BYTES;
  process.stdout.write(isGood ? 'No fault was found\n' : 'There are faults\n');
  process.exitCode = isGood ? 0 : 1;
}

/** On a terminal a bar, elsewhere a line now and then. */
function progressTo(inputs: number): (tried: number) => void {
  const began = Date.now();
  let told = 0;
  return (tried) => {
    const part = tried / inputs;
    if (!process.stderr.isTTY && part - told < 0.1) return;
    told = part;
    const left = Math.round((((Date.now() - began) / part) * (1 - part)) / 1_000);
    const line = `${tried.toLocaleString('en')} tried, about ${left} s left`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
    if (tried >= inputs && process.stderr.isTTY) process.stderr.write('\n');
  };
}

function wholeNumber(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

await program.parseAsync();
