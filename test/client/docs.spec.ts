import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

/** What the package's `exports` lead to. */
const ENTRIES: Record<string, string[]> = {
  'nest-parley/client': ['./src/client/index.ts'],
  'nest-parley/client/node': ['./src/client/node.ts'],
};

function codeBlocks(page: string): string[] {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, code = '']) => code);
}

/** What the compiler has to say to these files, by name and text. */
function diagnose(files: ReadonlyMap<string, string>): string[] {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    'tsconfig.json',
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  const options: ts.CompilerOptions = { ...parsed?.options, noEmit: true, paths: ENTRIES };
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.getSourceFile = (path, language, ...rest) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile(path, language, ...rest)
      : ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram({
    rootNames: [...files.keys()],
    options,
    host,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}

describe('docs/client.md', () => {
  it('has only code that compiles', () => {
    const blocks = codeBlocks('docs/client.md');
    expect(blocks.length).toBeGreaterThan(4);
    const files = blocks.map((code, n): [string, string] => [resolve(`docs/block-${n}.ts`), code]);
    expect(diagnose(new Map(files))).toEqual([]);
  }, 60_000);
});
