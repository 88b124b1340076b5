/** The most conversations whose ids are remembered; beyond it the one found first is forgotten. */
const MAX_REMEMBERED = 10_000;

/**
 * Which two people have which conversation, remembered, for each private message asks. It never
 * changes: a conversation is made once, for good.
 */
export class ConversationIds {
  private readonly ids = new Map<string, string>();

  get(userId: string, otherId: string): string | undefined {
    return this.ids.get(pairKey(userId, otherId));
  }

  /** @param roomId of a conversation that is committed. */
  set(userId: string, otherId: string, roomId: string): void {
    this.ids.set(pairKey(userId, otherId), roomId);
    if (this.ids.size <= MAX_REMEMBERED) return;
    for (const oldest of this.ids.keys()) {
      this.ids.delete(oldest);
      break;
    }
  }
}

function pairKey(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
