/** The sizes that the contract fixes. Lengths of text are in Unicode code points. */
export const LIMITS = {
  /** Longest username. */
  username: 32,
  /** Shortest password of an account. */
  minPassword: 8,
  /** Longest password of an account. */
  password: 128,
  /** Longest room name. */
  roomName: 64,
  /** Longest message text. */
  message: 4_000,
  /** Longest `clientId`. */
  clientId: 64,
  /** Messages that `join room` brings without `since`, and a page's default size. */
  defaultPage: 50,
  /** The most entries that any answer holds: messages, members, rooms or conversations. */
  maxPage: 200,
  /** Unread messages are counted up to here. */
  unread: 1_000,
} as const;
