import type { ChatConnection, ChatListener } from './chat.connection.js';
import type { GatherCommand, GeneratorSetup } from './commands.js';
import { connectAll } from './connect-all.js';
import { DeliveryVerifier } from './delivery.verifier.js';
import { seqOf } from './message-seq.js';
import { taggedText, tagSender, tagSeq, tagTime } from './message-tag.js';
import { nodeOf } from './nodes.js';
import { settled, sleep } from './waiting.js';

const JOINS_AT_ONCE = 50;
/** What a load learns of each delivery that is right. */
export type DeliveryHandler = (sender: number, seq: number, time: number) => void;

/** People connected to a server: in rooms, able to send, with everything they receive checked. */
export class Crowd implements ChatListener {
  readonly verifier: DeliveryVerifier;
  /** Messages sent, by member. */
  readonly sent: Uint32Array;
  onAccepted: DeliveryHandler = () => undefined;
  private connections: ChatConnection[] = [];
  private readonly problems: string[] = [];
  /** The `seq` that each saw last, where messages have one. */
  private readonly lastSeq: Uint32Array;
  private others = 0;
  /** How many notices of joins are due so far, and who is in each room. */
  private due = 0;
  private readonly present: number[];
  private leaving = false;

  constructor(
    private readonly setup: GeneratorSetup,
    private readonly plan: Omit<GatherCommand, 'do'>,
  ) {
    this.verifier = new DeliveryVerifier(plan);
    this.sent = new Uint32Array(plan.rooms * plan.size);
    this.lastSeq = new Uint32Array(plan.rooms * plan.size);
    this.present = Array.from({ length: plan.rooms }, () => 0);
  }

  /** The members who send. */
  get senders(): number[] {
    const { rooms, size, senders } = this.plan;
    return Array.from(
      { length: rooms * senders },
      (_, i) => Math.floor(i / senders) * size + (i % senders),
    );
  }

  /** Messages sent by all. */
  get sends(): number {
    return this.sent.reduce((sum, count) => sum + count, 0);
  }

  /** How many receive each message. */
  get audience(): number {
    return this.plan.size - 1;
  }

  async gather(): Promise<void> {
    const total = this.plan.rooms * this.plan.size;
    this.connections = await connectAll(this.setup, total, this);
    for (let node = 0; node < this.setup.ports.length; node += 1) await this.joinOn(node);
    await this.quiet();
  }

  /** One node after the other: of two that join at once on two, either may be told of the other. */
  private async joinOn(node: number): Promise<void> {
    const members = this.connections.filter(({ index }) => nodeOf(this.setup, index) === node);
    for (let first = 0; first < members.length; first += JOINS_AT_ONCE) {
      await this.join(members.slice(first, first + JOINS_AT_ONCE));
    }
  }

  private async join(members: readonly ChatConnection[]): Promise<void> {
    const { joinAcks, notices } = this.setup.traits;
    if (joinAcks) {
      const answers = members.map((member) =>
        member.request('join room', this.entry(member.index)),
      );
      for (const answer of await Promise.all(answers)) {
        if (!answer.startsWith('[{"ok":true')) throw new Error(`a join was refused: ${answer}`);
      }
    } else {
      for (const member of members) member.emit('join room', this.entry(member.index));
    }
    if (notices) await this.toldOf(members);
  }

  /** Waits until each has been announced to those who were in the room before. */
  private async toldOf(members: readonly ChatConnection[]): Promise<void> {
    for (const { index } of members) {
      const room = this.roomOf(index);
      const before = this.present[room] ?? 0;
      this.due += before;
      this.present[room] = before + 1;
    }
    const { due } = this;
    const told = await settled(
      () => this.others >= due,
      () => this.others,
    );
    if (!told || this.others > due) {
      throw new Error(`${this.others} notices of joins arrived instead of ${due}`);
    }
  }

  /** Presence and member lists follow the joins: silence ends them. */
  private async quiet(): Promise<void> {
    for (let seen = -1; seen !== this.others;) {
      seen = this.others;
      await sleep(this.plan.quietMs);
    }
  }

  /**
   * Sends a member's next message.
   * @param time when it was due, on the generator's clock.
   */
  send(sender: number, time: number): void {
    const seq = (this.sent[sender] ?? 0) + 1;
    this.sent[sender] = seq;
    const event = this.plan.sends === 'pm' ? 'new pm' : 'new message';
    const body = this.body(sender, taggedText(sender, seq, time));
    if (this.setup.traits.sendAcks) this.at(sender).emitAcked(event, body);
    else this.at(sender).emit(event, body);
  }

  private body(sender: number, text: string): string {
    const asText = this.setup.traits.body === 'text';
    if (this.plan.sends === 'room') return asText ? `"${text}"` : `{"message":"${text}"}`;
    const target = username(sender % 2 === 0 ? sender + 1 : sender - 1);
    return asText ? `"@${target} ${text}"` : `{"target":"${target}","message":"${text}"}`;
  }

  /** Waits for what is still on its way, and says all that went wrong up to here. */
  async faults(): Promise<string[]> {
    await settled(
      () => this.problems.length > 0 || this.hasAllArrived(),
      () => this.verifier.accepted - this.pendingAcks(),
    );
    const unacknowledged = this.pendingAcks();
    return [
      ...this.problems,
      ...this.verifier.faults(this.sent),
      ...(unacknowledged === 0 ? [] : [`${unacknowledged} sends never acknowledged`]),
    ];
  }

  private hasAllArrived(): boolean {
    return this.verifier.accepted >= this.sends * this.audience && this.pendingAcks() === 0;
  }

  private pendingAcks(): number {
    return this.connections.reduce((sum, member) => sum + member.pendingAcks, 0);
  }

  disperse(): void {
    this.leaving = true;
    for (const member of this.connections) member.close();
  }

  onDelivery(to: ChatConnection, bytes: Buffer, tag: number, start: number): void {
    if (this.setup.traits.seqs) this.checkSeq(to.index, seqOf(bytes, start));
    const sender = tagSender(bytes, tag);
    const seq = tagSeq(bytes, tag);
    if (this.verifier.accept(to.index, sender, seq)) {
      this.onAccepted(sender, seq, tagTime(bytes, tag));
    }
  }

  /** One's own messages do not come: `seq` has gaps, but must grow. */
  private checkSeq(receiver: number, seq: number): void {
    const last = this.lastSeq[receiver] ?? 0;
    if (seq <= last) this.problem(`${username(receiver)} got seq ${seq} after ${last}`);
    this.lastSeq[receiver] = seq;
  }

  onOther(_to: ChatConnection, packet: string): void {
    this.others += 1;
    if (packet.startsWith('42["exception"')) this.problem(`exception: ${packet}`);
  }

  onRefusal(_to: ChatConnection, packet: string): void {
    this.problem(`a send was refused: ${packet}`);
  }

  onClose(to: ChatConnection): void {
    if (!this.leaving) this.problem(`the server closed the connection of ${username(to.index)}`);
  }

  /** The first few say what is wrong; a thousand alike would say no more. */
  private problem(sentence: string): void {
    if (this.problems.length < 10) this.problems.push(sentence);
  }

  private entry(index: number): string {
    const room = this.roomOf(index);
    return JSON.stringify({ roomname: `room-${room}`, username: username(index) });
  }

  private roomOf(index: number): number {
    return Math.floor(index / this.plan.size);
  }

  private at(index: number): ChatConnection {
    const connection = this.connections[index];
    if (connection === undefined) throw new RangeError(`nobody in the crowd has index ${index}`);
    return connection;
  }
}

function username(index: number): string {
  return `user-${index}`;
}
