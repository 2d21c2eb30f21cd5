import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

/** Compares a whole output with its golden file, in the folder `golden` beside a module, or rewrites the file when UPDATE_GOLDENS=1. */
export function expectGolden(name: string, text: string, beside: string = import.meta.url): void {
  const file = fileURLToPath(new URL(`golden/${name}`, beside))
  if (process.env['UPDATE_GOLDENS'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
}
