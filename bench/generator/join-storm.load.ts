import type { ChatConnection, ChatListener } from './chat.connection.js';
import type { GeneratorSetup, JoinStormCommand, Measurement } from './commands.js';
import { connectAll } from './connect-all.js';
import type { Meter } from './meter.js';
import { settled } from './waiting.js';

/** People who all enter one room at once, and what each has been told about the others. */
class Storm implements ChatListener {
  members: ChatConnection[] = [];
  readonly faults: string[] = [];
  /** Notices of joins, by member. */
  readonly notices: Uint32Array;
  /** The highest number of members that each has been told. */
  readonly known: Uint32Array;
  events = 0;
  private leaving = false;

  constructor(
    private readonly setup: GeneratorSetup,
    private readonly size: number,
  ) {
    this.notices = new Uint32Array(size);
    this.known = new Uint32Array(size);
  }

  async gather(): Promise<void> {
    this.members = await connectAll(this.setup, this.size, this);
  }

  join(room: string): void {
    for (const member of this.members) {
      const body = JSON.stringify({ roomname: room, username: `${room}-${member.index}` });
      if (this.setup.traits.joinAcks) {
        void member.request('join room', body).then((answer) => this.learn(member, answer));
      } else {
        member.emit('join room', body);
      }
    }
  }

  /** Is everyone in, and does everyone know of everyone? */
  isOver(): boolean {
    if (this.setup.traits.notices) return this.events >= (this.size * (this.size - 1)) / 2;
    return this.known.every((count) => count >= this.size);
  }

  /** Where joins are announced one by one, the n-th to enter hears of all that follow. */
  verify(): void {
    if (!this.isOver()) this.faults.push('someone was never told of all the others');
    if (!this.setup.traits.notices) return;
    const wrong = this.notices.toSorted().findIndex((count, index) => count !== index);
    if (wrong !== -1) this.faults.push('notices of joins were lost or duplicated');
  }

  onOther(to: ChatConnection, packet: string): void {
    this.events += 1;
    if (packet.startsWith('42["new message"')) {
      this.notices[to.index] = (this.notices[to.index] ?? 0) + 1;
    } else if (packet.startsWith('42["room members"')) {
      this.learn(to, packet);
    }
  }

  private learn(member: ChatConnection, packet: string): void {
    this.events += 1;
    const count = Number(/"count":(\d+)/.exec(packet)?.[1] ?? 0);
    this.known[member.index] = Math.max(this.known[member.index] ?? 0, count);
  }

  onDelivery(): void {
    this.faults.push('a message arrived that nobody sent');
  }
  onRefusal(_to: ChatConnection, packet: string): void {
    this.faults.push(packet);
  }
  onClose(to: ChatConnection): void {
    if (!this.leaving) this.faults.push(`the server closed connection ${to.index}`);
  }

  disperse(): void {
    this.leaving = true;
    for (const member of this.members) member.close();
  }
}

/** How long it takes until all of a crowd are in one room, and all have been told. */
export async function joinStorm(
  setup: GeneratorSetup,
  meter: Meter,
  { size, round }: JoinStormCommand,
): Promise<Measurement> {
  const storm = new Storm(setup, size);
  await storm.gather();
  meter.begin(0);
  storm.join(`storm-${round}`);
  await settled(
    () => storm.isOver(),
    () => storm.events,
  );
  const measured = meter.end(storm.events);
  storm.verify();
  storm.disperse();
  return { ...measured, latency: meter.histogram.summary(), faults: storm.faults };
}
