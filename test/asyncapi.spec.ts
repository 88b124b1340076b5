import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { Test } from '@nestjs/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { AsyncApiController } from '../src/asyncapi.controller.js';
import { ERROR_CATALOGUE } from '../src/protocol/index.js';
import { shapeOfSchema, shapeOfType } from './support/type-shapes.js';

const SOURCE = 'docs/asyncapi.yaml';
const EVENTS = 'src/protocol/events.ts';
/** The severity of what makes a document invalid; the others are advice. */
const INVALID: ReadonlySet<number> = new Set([0]);

/** By the name of an event: the shapes of its payload and, of a request, its acknowledgement. */
type Shapes = Record<string, { payload: string; answer?: string }>;

describe('docs/asyncapi.yaml', () => {
  let described: { receive: Shapes; send: Shapes; codes: string };
  let complaints: unknown[];
  beforeAll(async () => {
    const { document, diagnostics } = await new Parser().parse(readFileSync(SOURCE, 'utf8'));
    complaints = diagnostics.filter(({ severity }) => INVALID.has(severity));
    const shapes = { receive: {} as Shapes, send: {} as Shapes };
    for (const operation of document?.operations().all() ?? []) {
      const [message] = operation.messages().all();
      const [answer] = operation.reply()?.messages().all() ?? [];
      const direction = operation.action() === 'receive' ? shapes.receive : shapes.send;
      direction[message?.name() ?? ''] = {
        payload: shapeOfSchema(message?.payload()?.json()),
        ...(answer && { answer: shapeOfSchema(answer.payload()?.json()) }),
      };
    }
    const codes = document?.components().schemas().get('ErrorCode')?.json();
    described = { ...shapes, codes: shapeOfSchema(codes) };
  }, 120_000);

  it('is valid', () => {
    expect(complaints).toEqual([]);
  });

  it('has every request, with its payload and its acknowledgement, and no other', () => {
    expect(described.receive).toEqual(shapesIn('ClientToServerEvents'));
  });

  it('has every event, with what it carries, and no other', () => {
    expect(described.send).toEqual(shapesIn('ServerToClientEvents'));
  });

  it('has every error code, and no other', () => {
    const codes = Object.keys(ERROR_CATALOGUE).map((code) => JSON.stringify(code));
    expect(described.codes.split('|').sort()).toEqual(codes.sort());
  });

  it('is what the server serves', async () => {
    const module = await Test.createTestingModule({ controllers: [AsyncApiController] }).compile();
    const app = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
    const answer = await fetch(`${await app.getUrl()}/asyncapi.yaml`);
    expect(answer.headers.get('content-type')).toContain('application/yaml');
    expect(await answer.text()).toBe(readFileSync(SOURCE, 'utf8'));
    await app.close();
  });
});

/** What an interface of the protocol says of its events. */
function shapesIn(name: string): Shapes {
  const program = ts.createProgram([EVENTS], {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: ts.ModuleKind.NodeNext,
    types: [],
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(EVENTS);
  const events = file?.statements
    .filter(ts.isInterfaceDeclaration)
    .find((it) => it.name.text === name);
  if (!events) throw new Error(`${EVENTS} has no interface ${name}`);
  const parametersOf = (type: ts.Type): ts.Type[] => {
    const [call] = checker.getNonNullableType(type).getCallSignatures();
    return (call?.getParameters() ?? []).map((each) => checker.getTypeOfSymbol(each));
  };
  const shapes: Shapes = {};
  for (const event of checker.getTypeAtLocation(events).getProperties()) {
    const [payload, acknowledge] = parametersOf(checker.getTypeOfSymbol(event));
    const [answer] = acknowledge ? parametersOf(acknowledge) : [];
    shapes[event.name] = {
      payload: payload ? shapeOfType(checker, payload) : 'nothing',
      ...(answer && { answer: shapeOfType(checker, answer) }),
    };
  }
  return shapes;
}
