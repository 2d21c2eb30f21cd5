import { defineConfig } from 'vitest/config'
import base, { matrix } from './vitest.config.ts'

/** Every planted fault on every shape: several hundred whole runs, some of which wait out a propagation window. */
export default defineConfig({
  ...base,
  test: { ...base.test, include: [...matrix], exclude: ['node_modules/**'] },
})
