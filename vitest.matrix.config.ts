import { defineConfig, mergeConfig } from 'vitest/config'
import base, { matrix } from './vitest.config.ts'

/** Every planted fault on every shape: several hundred whole runs, some of which wait out a propagation window. */
export default mergeConfig(
  base,
  defineConfig({ test: { include: [...matrix], exclude: ['node_modules/**'] } }),
)
