import type { ReadStream, WriteStream } from 'node:tty';

/** Who talks to which server. */
export interface ChatOptions {
  /** The server's origin: `http://127.0.0.1:8000`. */
  url: string;
  /** The first room. */
  room: string;
  username: string;
  /** Where the token of this user on this server is kept. */
  tokenFile: string;
  /** Where the password of an account is, if not at the terminal. */
  passwordFile?: string;
  /** Make an account of that name. */
  register?: boolean;
}

/** The streams of a process, each of which may be a terminal. */
export interface Streams {
  stdin: ReadStream;
  stdout: WriteStream;
  stderr: WriteStream;
}
