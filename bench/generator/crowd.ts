import { ChatConnection, type ChatListener } from './chat.connection.js';
import type { GatherCommand, GeneratorSetup } from './commands.js';
import { DeliveryVerifier } from './delivery.verifier.js';
import { taggedText, tagSender, tagSeq, tagTime } from './message-tag.js';
import { inParallel, settled, sleep } from './waiting.js';

const HANDSHAKES_AT_ONCE = 64;
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
  private others = 0;
  private leaving = false;

  constructor(
    private readonly setup: GeneratorSetup,
    private readonly plan: Omit<GatherCommand, 'do'>,
  ) {
    this.verifier = new DeliveryVerifier(plan);
    this.sent = new Uint32Array(plan.rooms * plan.size);
  }

  /** The members who send. */
  get senders(): number[] {
    const { rooms, size, senders } = this.plan;
    return Array.from(
      { length: rooms * senders },
      (_, i) => Math.floor(i / senders) * size + (i % senders),
    );
  }

  /** How many receive each message. */
  get audience(): number {
    return this.plan.size - 1;
  }

  async gather(): Promise<void> {
    const total = this.plan.rooms * this.plan.size;
    this.connections = Array.from(
      { length: total },
      (_, index) => new ChatConnection(this.setup.port, index, this),
    );
    await inParallel(total, HANDSHAKES_AT_ONCE, (index) => this.at(index).ready);
    for (let first = 0; first < total; first += JOINS_AT_ONCE) {
      await this.join(first, Math.min(first + JOINS_AT_ONCE, total));
    }
    await this.quiet();
  }

  private async join(first: number, end: number): Promise<void> {
    const members = this.connections.slice(first, end);
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
    if (notices) await this.toldOf(end);
  }

  /** Waits until each of the first `members` has been announced to those before them. */
  private async toldOf(members: number): Promise<void> {
    const { size } = this.plan;
    const inLast = members % size;
    const due = (Math.floor(members / size) * size * (size - 1) + inLast * (inLast - 1)) / 2;
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
    const sends = this.sent.reduce((sum, count) => sum + count, 0);
    return this.verifier.accepted >= sends * this.audience && this.pendingAcks() === 0;
  }

  private pendingAcks(): number {
    return this.connections.reduce((sum, member) => sum + member.pendingAcks, 0);
  }

  disperse(): void {
    this.leaving = true;
    for (const member of this.connections) member.close();
  }

  onDelivery(to: ChatConnection, bytes: Buffer, tag: number): void {
    const sender = tagSender(bytes, tag);
    const seq = tagSeq(bytes, tag);
    if (this.verifier.accept(to.index, sender, seq)) {
      this.onAccepted(sender, seq, tagTime(bytes, tag));
    }
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
    const room = Math.floor(index / this.plan.size);
    return JSON.stringify({ roomname: `room-${room}`, username: username(index) });
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
