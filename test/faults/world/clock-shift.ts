/** Run in a node before the server: its wall clock jumps at each SIGUSR2, forth and back. */
const PROGRAM = `
const jumpsMs = [600000, -600000, 0];
const RealDate = Date;
let jumps = 0;
let shiftMs = 0;
const now = () => RealDate.now() + shiftMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (date, given) => Reflect.construct(date, given.length > 0 ? given : [now()]),
  get: (date, key) => (key === 'now' ? now : Reflect.get(date, key)),
});
process.on('SIGUSR2', () => {
  shiftMs = jumpsMs[jumps % jumpsMs.length];
  jumps += 1;
});
`;

/** The setting that loads it. */
export const CLOCK_SHIFT = {
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(PROGRAM)}`,
};
