import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

describe('docs/architecture.md', () => {
  it('shows the imports that the code has; else run npm run docs:architecture', async () => {
    const { redraw } = await import('../scripts/folder-graph.js');
    const page = readFileSync('docs/architecture.md', 'utf8');
    expect(page).toBe(redraw(page));
  });
});
