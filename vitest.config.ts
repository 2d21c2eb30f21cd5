import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['keyproof-source'] },
  ssr: { resolve: { conditions: ['keyproof-source'] } },
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['node_modules/**'],
    globalSetup: ['test/setup/build.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxConcurrency: 8,
  },
})
