import type { ChatError, SignedIn } from '../../src/protocol/index.js';

/** An answer of `/auth`. */
export interface AuthAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Partial<SignedIn> & { readonly error?: ChatError };
}

/** A password that keeps the rules. */
export const PASSWORD = 'a plain long enough one';

/** Asks a server's `/auth` as a program would. */
export class AuthApi {
  constructor(private readonly url: string) {}

  async post(path: string, body: unknown = {}, bearer?: string): Promise<AuthAnswer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${this.url}/auth/${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
      },
      body: text,
    });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: read(answer) };
  }

  /** Makes an account, or makes one of a guest. @throws Error if it is refused. */
  async register(username: string, guestToken?: string): Promise<SignedIn> {
    return this.signedIn('register', { username, password: PASSWORD }, guestToken);
  }

  /** @throws Error if it is refused. */
  async logIn(username: string, password = PASSWORD): Promise<SignedIn> {
    return this.signedIn('login', { username, password });
  }

  /** @throws Error if it is refused. */
  async refresh({ refreshToken }: SignedIn): Promise<SignedIn> {
    return this.signedIn('refresh', { refreshToken });
  }

  /** A request that signs someone in. @throws Error if it does not. */
  async signedIn(path: string, body: unknown, bearer?: string): Promise<SignedIn> {
    const answer = await this.post(path, body, bearer);
    if (isSignedIn(answer.body)) return answer.body;
    throw new Error(`${path} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}

function read(text: string): AuthAnswer['body'] {
  const body: unknown = text === '' ? {} : JSON.parse(text);
  if (isAnswer(body)) return body;
  throw new Error(`/auth answered ${text}`);
}

/** The one place where an answer is taken for what the protocol says. */
function isAnswer(body: unknown): body is AuthAnswer['body'] {
  return typeof body === 'object' && body !== null;
}

function isSignedIn(body: AuthAnswer['body']): body is SignedIn {
  return body.accessToken !== undefined && body.refreshToken !== undefined;
}

/** The statuses of answers to requests that were made at once. */
export async function statusesOf(answers: readonly Promise<AuthAnswer>[]): Promise<number[]> {
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  return statuses.sort((a, b) => a - b);
}
