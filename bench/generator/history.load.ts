import type { ChatConnection, ChatListener } from './chat.connection.js';
import type { FillCommand, GeneratorSetup, HistoryJoinCommand, Measurement } from './commands.js';
import { connectAll } from './connect-all.js';
import type { Meter } from './meter.js';
import { atFixedRate } from './pace.js';
import { inParallel, settled } from './waiting.js';

/** Sends that wait for their acknowledgement while a room is filled. */
const FILL_WINDOW = 500;
/** What `join room` brings without `since` (docs/protocol.md). */
const PAGE = 50;

/** People who come and go; what others are told of that is no concern here. */
class Visitors implements ChatListener {
  members: ChatConnection[] = [];
  readonly faults: string[] = [];
  private leaving = false;

  async gather(setup: GeneratorSetup, count: number): Promise<void> {
    this.members = await connectAll(setup, count, this);
  }
  onDelivery(): void {
    this.faults.push('a message arrived that nobody sent');
  }
  onOther(): void {
    // Notices, presence and member lists: other workloads measure them.
  }
  onRefusal(_to: ChatConnection, packet: string): void {
    this.faults.push(packet);
  }
  onClose(to: ChatConnection): void {
    if (!this.leaving) this.faults.push(`the server closed connection ${to.index}`);
  }
  leave(): void {
    this.leaving = true;
    for (const member of this.members) member.close();
  }
}

/** Joins at a fixed rate; each counts from when it was due until its history is here. */
export async function historyJoin(
  setup: GeneratorSetup,
  meter: Meter,
  command: HistoryJoinCommand,
): Promise<Measurement> {
  const { room, messages, joins, joinsPerSecond, round } = command;
  const visitors = new Visitors();
  await visitors.gather(setup, joins);
  let answered = 0;
  const join = async (member: ChatConnection, due: number): Promise<void> => {
    const body = JSON.stringify({ roomname: room, username: `${round}-${member.index}` });
    const answer = await member.request('join room', body);
    meter.histogram.record((performance.now() - due) * 1000);
    answered += 1;
    const fault = faultOfHistory(answer, messages);
    if (fault !== undefined) visitors.faults.push(fault);
  };
  meter.begin(0);
  await atFixedRate(joins, joinsPerSecond, (index, due) => {
    const member = visitors.members[index];
    if (member !== undefined) void join(member, due);
  });
  const allIn = await settled(
    () => answered === joins,
    () => answered,
  );
  const measured = meter.end(answered);
  if (!allIn) visitors.faults.push(`${joins - answered} joins were never answered`);
  visitors.leave();
  return {
    ...measured,
    latency: meter.histogram.summary(),
    faults: visitors.faults.slice(0, 10),
  };
}

/** The newest messages of the room, all of them, in order? */
function faultOfHistory(answer: string, messages: number): string | undefined {
  const seqs = Array.from(answer.matchAll(/"seq":(\d+)/g), (match) => Number(match[1]));
  const wanted = Math.min(PAGE, messages);
  const first = messages - wanted + 1;
  const right = seqs.length === wanted && seqs.every((seq, index) => seq === first + index);
  return right ? undefined : `a join brought the wrong history: ${answer.slice(0, 200)}`;
}

/** Brings a room to a number of messages by sending what is missing, over the protocol. */
export async function fill(
  setup: GeneratorSetup,
  meter: Meter,
  { room, messages }: FillCommand,
): Promise<Measurement> {
  const visitors = new Visitors();
  await visitors.gather(setup, 1);
  meter.begin(0);
  const [writer] = visitors.members;
  if (writer === undefined) throw new Error('there is no one to write');
  const entry = JSON.stringify({ roomname: room, username: `writer-of-${messages}` });
  const joined = await writer.request('join room', entry);
  let seq = Number(/"lastSeq":(\d+)/.exec(joined)?.[1]);
  if (!Number.isInteger(seq)) throw new Error(`could not join ${room}: ${joined}`);
  const missing = messages - seq;
  await inParallel(Math.max(0, missing), FILL_WINDOW, async () => {
    seq += 1;
    const text = JSON.stringify(
      `message ${seq}, one of the many that this room remembers for long`,
    );
    const answer = await writer.request('new message', text);
    if (!answer.startsWith('[{"ok":true')) throw new Error(`a send was refused: ${answer}`);
  });
  visitors.leave();
  return {
    ...meter.end(Math.max(0, missing)),
    latency: meter.histogram.summary(),
    faults: visitors.faults,
  };
}
