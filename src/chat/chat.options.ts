/** What a host says when it imports `ChatModule`. */
export interface ChatModuleOptions {
  storage: {
    /** `sqlite:` and the path of the database file, or `sqlite::memory:`. */
    url: string;
  };
  guests: {
    /** Signs guests' tokens: at least 32 characters, the same at every start and on every node. */
    tokenSecret: string;
  };
  /** Rooms with more members than this get no notices, only `room members`. Default 100. */
  noticeRoomSize?: number;
}
