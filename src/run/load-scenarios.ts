import { readdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { glob } from 'tinyglobby'
import { ruleById } from '../rules/catalogue.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import type { Scenario } from './scenario.ts'

const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url))

/** The scenarios that come with keyproof, and those of the user, found and loaded in the same way. */
export async function loadScenarios(patterns: readonly string[], cwd: string): Promise<readonly Scenario[]> {
  const own = (await readdir(folder))
    .filter((name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'))
    .toSorted()
  const theirs = patterns.length === 0 ? [] : (await glob([...patterns], { cwd, absolute: true })).toSorted()
  if (patterns.length > 0 && theirs.length === 0)
    throw new KeyproofError(
      'scenario',
      `No scenario file matches ${patterns.join(', ')}.`,
      `Patterns are read from ${cwd}.`,
    )
  const scenarios = (
    await Promise.all([...own.map((name) => join(folder, name)), ...theirs].map(loadFile))
  ).flat()
  const names = new Set<string>()
  for (const scenario of scenarios) {
    if (names.has(scenario.name))
      throw new KeyproofError(
        'scenario',
        `Two scenarios are called ${scenario.name}.`,
        'Give each scenario a name of its own, equal to its file name.',
      )
    names.add(scenario.name)
  }
  return scenarios
}

async function loadFile(file: string): Promise<readonly Scenario[]> {
  let module: Readonly<Record<string, unknown>>
  try {
    module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    throw new KeyproofError(
      'scenario',
      `The scenario file ${file} cannot be loaded: ${messageOf(error)}`,
      'It must be a module that Node can import as it is.',
      error,
    )
  }
  const found = Object.values(module).filter(isScenario)
  const expected = basename(file, extname(file))
  if (found.length === 0)
    throw new KeyproofError(
      'scenario',
      `The file ${file} exports no scenario.`,
      'Export an object with name, promise, rules, on, keys, applies and verify.',
    )
  for (const scenario of found) {
    if (scenario.name !== expected)
      throw new KeyproofError(
        'scenario',
        `The scenario in ${file} calls itself ${scenario.name}.`,
        `Call it ${expected}, like its file.`,
      )
    const unknown = scenario.rules.find((rule) => ruleById(rule) === undefined)
    if (unknown !== undefined)
      throw new KeyproofError(
        'scenario',
        `The scenario ${scenario.name} decides the rule ${unknown}, which does not exist.`,
        'keyproof rules lists them.',
      )
  }
  return found
}

function isScenario(value: unknown): value is Scenario {
  if (typeof value !== 'object' || value === null) return false
  const { name, promise, rules, verify, applies } = value as Partial<Scenario>
  return (
    typeof name === 'string' &&
    typeof promise === 'string' &&
    Array.isArray(rules) &&
    typeof verify === 'function' &&
    typeof applies === 'function'
  )
}
