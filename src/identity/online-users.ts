/** Port: who is here right now. Presence implements it; names are free only of people who are not. */
export abstract class OnlineUsers {
  /** @throws ChatException UNAVAILABLE: it cannot be known now. */
  abstract isOnline(userId: string): Promise<boolean>;
}
