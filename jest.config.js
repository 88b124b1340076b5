/** @type {import('jest').Config} */
export default {
  rootDir: '.',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/web/src'],
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  globalSetup: '<rootDir>/test/support/run-folder.setup.cjs',
  globalTeardown: '<rootDir>/test/support/run-folder.teardown.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^nest-parley/testing$': '<rootDir>/src/testing/index.ts',
    // Threads run without Jest, and so what is built.
    '^\\./storage-thread\\.program\\.js$': '<rootDir>/test/support/storage-thread.program.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testEnvironment: 'node',
  // Tests wait for processes and sockets more than they compute.
  maxWorkers: 2,
  // Only a test that hangs takes so long: a machine with other work may be very slow.
  testTimeout: 600_000,
  // A worker that closes everything ends at once, but for a machine with other work.
  workerGracefulExitTimeout: 30_000,
};
