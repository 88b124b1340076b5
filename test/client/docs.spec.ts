import { describe, expect, it } from '@jest/globals';
import { diagnose, separateFiles } from '../support/doc-code.js';

describe('docs/client.md', () => {
  it('has only code that compiles', () => {
    const files = separateFiles('docs/client.md');
    expect(files.size).toBeGreaterThan(4);
    expect(diagnose(files)).toEqual([]);
  }, 120_000);
});
