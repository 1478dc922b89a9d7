import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup/loopback-only.ts'],
    sequence: { shuffle: true },
    // No module of ours keeps state, and loading discord.js and its schema for each file took longer
    // than the tests in it.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Many tests wait for processes of their own, so every core may have a worker.
    maxWorkers: '100%',
  },
});
