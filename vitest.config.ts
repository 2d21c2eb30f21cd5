import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const takesLong = ({ moduleId }: TestSpecification): boolean =>
  /[/\\](?:(?:faults|matrix)-[^/\\]+|(?:login|killed|stories|repeat|leftovers|leak-places)\.test\.ts)$/.test(
    moduleId,
  )

/** The longest files first, small as they are, so that no core waits for another at the end. */
class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((one, other) => Number(takesLong(other)) - Number(takesLong(one))))
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['node_modules/**'],
    globalSetup: ['test/setup/build.ts'],
    setupFiles: ['test/setup/seed.ts'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 300_000,
    hookTimeout: 60_000,
    // Node reads the modules itself, as it does for users, and takes a sixth less time than with what Vite makes of them.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    execArgv: ['--conditions=keyproof-source'],
    pool: 'forks',
    // Nothing in keyproof keeps state in a module, so files can share a process, and the code that is warm in it.
    isolate: false,
    // One more than there are cores, since many tests wait: for a key to expire, or for a process.
    maxWorkers: availableParallelism() + 1,
    maxConcurrency: 8,
  },
})
