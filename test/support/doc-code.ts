import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

/** A block of code in a page. */
export interface CodeBlock {
  /** The file that its first line names, as in `// src/app.module.ts`. */
  readonly path: string | undefined;
  readonly code: string;
}

/** The blocks of TypeScript in a page, in their order. */
export function codeBlocks(page: string): CodeBlock[] {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, code = '']) => ({ path: /^\/\/ (\S+\.ts)\n/.exec(code)?.[1], code }));
}

/**
 * What the compiler has to say to these files, by name and text.
 * @param overrides options besides those of the repository.
 */
export function diagnose(
  files: ReadonlyMap<string, string>,
  overrides: ts.CompilerOptions = {},
): string[] {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    'tsconfig.json',
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  const options: ts.CompilerOptions = { ...parsed?.options, noEmit: true, ...overrides };
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const readFile = host.readFile.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, language, ...rest) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile(path, language, ...rest)
      : ts.createSourceFile(path, text, language);
  };
  const rootNames = [...files.keys()].filter((path) => path.endsWith('.ts'));
  const program = ts.createProgram({ rootNames, options, host });
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}

/** Each block of a page as a file of its own. */
export function separateFiles(page: string): Map<string, string> {
  return new Map(
    codeBlocks(page).map(({ code }, n): [string, string] => [resolve(`docs/block-${n}.ts`), code]),
  );
}
