import fc, { type Arbitrary } from 'fast-check';

/** One thing that is done to the server. */
export type FuzzInput =
  /** An event with an acknowledgement: exactly one answer, with a code if it failed. */
  | {
      readonly kind: 'event';
      readonly event: string;
      /** JSON, each. */
      readonly payloads: readonly string[];
      readonly attachments: readonly Uint8Array[];
    }
  /** Several events at once, without waiting; then the connection may go in the middle of it. */
  | {
      readonly kind: 'burst';
      readonly events: readonly string[];
      readonly payload: string;
      readonly hangUp: boolean;
    }
  /** A frame that is no request: the connection may be closed over it. */
  | { readonly kind: 'frame'; readonly frame: string | Uint8Array }
  /** A connection that says so much of itself: accepted, refused with a code, or closed. */
  | { readonly kind: 'handshake'; readonly auth: string }
  /** An HTTP request to Engine.IO: any answer but none. */
  | {
      readonly kind: 'http';
      readonly query: string;
      readonly method: 'GET' | 'POST';
      readonly type: string;
      readonly body: string;
    };

/** What one field of each event is, so that inputs come near to what is valid. */
const FIELDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'join room': ['roomname', 'username', 'since'],
    'leave room': ['roomname'],
    'new message': ['message', 'room', 'clientId'],
    'new pm': ['target', 'message', 'clientId'],
    'room history': ['room', 'with', 'before', 'after', 'limit'],
    'list rooms': ['after', 'limit'],
    'list members': ['room', 'after', 'limit'],
    'list conversations': [],
    typing: ['room', 'target', 'typing'],
    'mark read': ['room', 'with', 'seq'],
    'set status': ['status'],
    'refresh token': ['token'],
  }),
);
const EVENTS = [...FIELDS.keys()];
const OTHER_EVENTS = ['', 'error', 'disconnect', 'connect', 'exception', '__proto__', 'toString'];
const OTHER_FIELDS = ['__proto__', 'constructor', 'then', 'ok', 'event', 'toJSON', ''];

/** Texts that have broken programs: bidi, zero width, lone surrogates, control, ESC, NFKC, HTML. */
const TRICKY_TEXTS = [
  '\u202e\u2066',
  '\u200b\u200d\u2060',
  '\ud800',
  '\udfff\ud800',
  '\0',
  '\u001b[2J\u001b]0;x\u0007',
  'a\r\nSet-Cookie: x',
  'ﬁ\u0301\u0301\u0301\u0301\u0301',
  'аdmin',
  'ẞ',
  '\u{1F468}\u200d\u{1F469}\u200d\u{1F467}',
  '<img src=x onerror=alert(1)>',
  '%s%n${7*7}{{7*7}}',
  "'; drop table parley_users; --",
  '@@bob',
  '@fuzz-1 hello',
  'lobby',
  'fuzz-1',
] as const;

const text: Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...TRICKY_TEXTS) },
  { weight: 9, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.nat(60_000).map((length) => 'x'.repeat(length)) },
  { weight: 1, arbitrary: fc.nat(4_100).map((length) => '\u{1F600}'.repeat(length)) },
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1, -1, 1e308, Number.MAX_SAFE_INTEGER, 2 ** 53, 0.1),
);
const scalar: Arbitrary<unknown> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constantFrom(null, [], {}, [[]], 'online', 'away', true),
);
/** JSON of so many levels, made as text: `JSON.stringify` would not survive it. */
const nested: Arbitrary<string> = fc
  .tuple(fc.nat(12_000), fc.constantFrom(['[', ']'] as const, ['{"a":', '}'] as const))
  .map(([levels, [open, close]]) => `${open.repeat(levels)}0${close.repeat(levels)}`);
const anyJson: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.json({ maxDepth: 5 }) },
  { weight: 3, arbitrary: scalar.map(stringify) },
  { weight: 1, arbitrary: nested },
);

/** An object of an event's own fields, some of them wrong or another's. */
function nearlyValid(event: string): Arbitrary<string> {
  const own = FIELDS.get(event) ?? [];
  const fields = fc.array(
    fc.tuple(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom('x', ...own) },
        { weight: 1, arbitrary: fc.constantFrom(...OTHER_FIELDS) },
      ),
      fc.oneof({ weight: 9, arbitrary: scalar.map(stringify) }, { weight: 1, arbitrary: nested }),
    ),
    { maxLength: 5 },
  );
  return fields.map(
    (entries) => `{${entries.map(([name, json]) => `${stringify(name)}:${json}`).join(',')}}`,
  );
}

const eventName = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...EVENTS) },
  { weight: 1, arbitrary: fc.constantFrom(...OTHER_EVENTS) },
  { weight: 1, arbitrary: text },
);
const bytes = fc.uint8Array({ maxLength: 64 });

const event: Arbitrary<FuzzInput> = eventName.chain((name) =>
  fc.record({
    kind: fc.constant('event' as const),
    event: fc.constant(name),
    payloads: fc.array(fc.oneof(nearlyValid(name), anyJson), { maxLength: 2 }),
    attachments: fc.oneof(
      { weight: 12, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(bytes, { minLength: 1, maxLength: 3 }) },
    ),
  }),
);
const burst: Arbitrary<FuzzInput> = fc.record({
  kind: fc.constant('burst' as const),
  events: fc.array(fc.constantFrom(...EVENTS), { minLength: 1, maxLength: 20 }),
  payload: fc.oneof(anyJson, fc.constantFrom('{"roomname":"lobby"}', '"hello"', '{}')),
  hangUp: fc.boolean(),
});
/** Packets that are almost right: cut short, doubled, with a wrong type, number or count. */
const packet: Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      '0',
      '1',
      '2',
      '3',
      '4',
      '40',
      '41',
      '42',
      '43',
      '44',
      '45',
      '46',
      '5',
      '6',
      '9',
    ),
    fc.oneof(fc.constantFrom('', '1-', '0-', '99999-', '-1-', '/admin,', '/,', '1', '007'), text),
    fc.oneof(anyJson, fc.constantFrom('', '[', '[]', '["new message"', '{"sid":"x"}')),
  )
  .map((parts) => parts.join('').slice(0, 65_000));
const frame: Arbitrary<FuzzInput> = fc.record({
  kind: fc.constant('frame' as const),
  frame: fc.oneof(
    { weight: 6, arbitrary: packet },
    { weight: 2, arbitrary: bytes },
    { weight: 1, arbitrary: fc.constant('42["new message","x"]'.repeat(4_000)) },
  ),
});
const handshake: Arbitrary<FuzzInput> = fc.record({
  kind: fc.constant('handshake' as const),
  auth: fc.oneof(
    anyJson,
    text.map((username) => stringify({ username })),
    text.map((token) => stringify({ token })),
    nested.map((json) => `{"token":${json}}`),
    fc.constant(''),
  ),
});
const http: Arbitrary<FuzzInput> = fc.record({
  kind: fc.constant('http' as const),
  query: fc
    .record(
      {
        EIO: fc.constantFrom('3', '4', '5', '', 'x'),
        transport: fc.constantFrom('polling', 'websocket', 'webtransport', '__proto__', ''),
        sid: fc.oneof(fc.constantFrom('x', '__proto__', 'constructor', ''), fc.uuid()),
        j: fc.constantFrom('0', '<script>'),
        b64: fc.constant('1'),
      },
      { requiredKeys: [] },
    )
    .map((query) => new URLSearchParams(Object.entries(query)).toString()),
  method: fc.constantFrom('GET' as const, 'POST' as const),
  type: fc.constantFrom('text/plain', 'application/octet-stream', 'application/json', 'x'),
  body: packet,
});

/** Everything that a client, kept well or not, might do. */
export const FUZZ_INPUT: Arbitrary<FuzzInput> = fc.oneof(
  { weight: 14, arbitrary: event },
  { weight: 2, arbitrary: burst },
  { weight: 3, arbitrary: frame },
  { weight: 2, arbitrary: handshake },
  { weight: 1, arbitrary: http },
);

/** JSON of a value; a lone surrogate is escaped. */
function stringify(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
