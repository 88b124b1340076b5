import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERROR_CATALOGUE } from '../src/protocol/index.js';
import { AuthApi, PASSWORD } from './support/auth-api.js';
import { ServerProcess } from './support/server-process.js';

interface Schema {
  readonly properties?: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly summary?: string;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security?: readonly object[];
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Everything that the server answers over HTTP, and with which statuses. */
const OPERATIONS = {
  'get /asyncapi.yaml': [200],
  'get /auth/mode': [200],
  'post /auth/register': [201, 400, 401, 409, 429, 503],
  'post /auth/login': [200, 400, 401, 429, 503],
  'post /auth/refresh': [200, 400, 401, 429, 503],
  'post /auth/logout': [204, 400, 429, 503],
  'post /auth/logout-everywhere': [204, 401, 429, 503],
  'post /auth/password': [200, 400, 401, 429, 503],
  'post /auth/users/{username}/disable': [204, 400, 401, 404, 429, 503],
  'post /auth/users/{username}/enable': [204, 400, 401, 404, 429, 503],
  'get /health/live': [200],
  'get /health/ready': [200, 503],
  'get /metrics': [200],
};

describe('/openapi.json', () => {
  let server: ServerProcess;
  let document: Document;
  let contentType: string | null;
  beforeAll(async () => {
    server = await ServerProcess.start({ AUTH_MODE: 'accounts', DATABASE_URL: 'sqlite::memory:' });
    const response = await fetch(`${server.url}/openapi.json`);
    contentType = response.headers.get('content-type');
    document = asDocument(await response.json());
  });
  afterAll(() => server.end('SIGTERM'));

  it('is JSON', () => {
    expect(contentType).toMatch(/^application\/json/);
    expect(document.openapi).toMatch(/^3\./);
  });

  it('holds every address and every status, each with a summary', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses, summary }]) => {
        expect({ path, summary }).toEqual({ path, summary: expect.stringMatching(/./) });
        return [`${method} ${path}`, Object.keys(responses).map(Number)] as const;
      }),
    );
    expect(Object.fromEntries(operations)).toEqual(OPERATIONS);
  });

  it('refers to nothing that it does not hold', () => {
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    const names = new Set(Array.from(references, ([, name]) => name));
    expect(names.size).toBeGreaterThan(5);
    expect([...names].filter((name) => !document.components.schemas[name ?? ''])).toEqual([]);
  });

  it('describes what is answered', async () => {
    const { SignedInDto, ChatErrorDto } = document.components.schemas;
    const signedIn = await new AuthApi(server.url).post('register', {
      username: 'alice',
      password: PASSWORD,
    });
    expect(Object.keys(SignedInDto?.properties ?? {})).toEqual(Object.keys(signedIn.body));
    expect(SignedInDto?.required).toEqual(Object.keys(signedIn.body));
    expect(ChatErrorDto?.properties?.['code']?.enum).toEqual(Object.keys(ERROR_CATALOGUE));
    expect(ChatErrorDto?.required).toEqual(['code', 'message', 'retryable']);
  });

  it('says which token a request needs', () => {
    const { paths } = document;
    expect(paths['/auth/register']?.['post']?.security).toEqual([{ guest: [] }]);
    expect(paths['/auth/password']?.['post']?.security).toEqual([{ access: [] }]);
    expect(paths['/auth/users/{username}/disable']?.['post']?.security).toEqual([{ admin: [] }]);
  });
});

/** The one place where the answer is taken for a document. */
function asDocument(value: unknown): Document {
  if (isDocument(value)) return value;
  throw new Error('It is no OpenAPI document');
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && 'openapi' in value && 'paths' in value;
}
