import { defineConfig } from 'vitest/config'

/** The tests that run keyproof once for every fault and shape; `npm run test:matrix`. */
export const matrix: readonly string[] = ['test/run/matrix-*.test.ts', 'test/run/faults-[abluv]*.test.ts']

export default defineConfig({
  resolve: { conditions: ['keyproof-source'] },
  ssr: { resolve: { conditions: ['keyproof-source'] } },
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['node_modules/**', ...matrix],
    globalSetup: ['test/setup/build.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxConcurrency: 4,
  },
})
