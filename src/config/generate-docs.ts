// Writes .env.example and docs/configuration.md in the working directory: `npm run docs:config`.
import { writeFile } from 'node:fs/promises';
import { renderDocs, renderEnvExample } from './settings.docs.js';

await writeFile('.env.example', renderEnvExample());
await writeFile('docs/configuration.md', renderDocs());
