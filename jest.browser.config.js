import base from './jest.config.js';

/** The page in Chromium: `npm run test:browser`. @type {import('jest').Config} */
export default {
  ...base,
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['<rootDir>/test/browser/**/*.e2e-spec.ts'],
  testTimeout: 60_000,
};
