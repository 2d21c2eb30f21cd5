import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Rooms from the ground up: a room imports from those before it, and from itself. */
const order = [
  'rules',
  'http',
  'secrets',
  'contract',
  'generate',
  'mock',
  'target',
  'checks',
  'run',
  'report',
  'cli',
]

/** Pairs of one floor that may know each other both ways, and data types that travel upwards. */
const neighbours: Readonly<Record<string, readonly string[]>> = { http: ['secrets'] }

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const imports: readonly Import[] = globSync(['src/**/*.ts', 'scenarios/**/*.ts'], {
  cwd: root,
  ignore: ['**/*.d.ts'],
}).flatMap((file) => {
  const text = readFileSync(resolve(root, file), 'utf8')
  return [
    ...text.matchAll(/^(?:import|export)\s+(type\s+)?[^'"]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gms),
  ].map((match) => {
    const target = match[2] ?? match[3]!
    return {
      from: file,
      to: target.startsWith('.') ? relative(root, resolve(root, dirname(file), target)) : target,
      typeOnly: match[1] !== undefined,
    }
  })
})

const roomOf = (file: string): string | undefined => /^src\/([^/]+)\//.exec(file)?.[1]

describe('the rooms', () => {
  it('are all known', () => {
    const rooms = new Set(imports.map(({ from }) => roomOf(from)).filter((room) => room !== undefined))
    expect([...rooms].filter((room) => !order.includes(room))).toEqual([])
  })

  it('import one way', () => {
    const upwards = imports.filter(({ from, to, typeOnly }) => {
      const [room, target] = [roomOf(from), roomOf(to)]
      if (room === undefined || target === undefined || room === target) return false
      if (neighbours[room]?.includes(target) === true) return false
      return order.indexOf(target) > order.indexOf(room) && !typeOnly
    })
    expect(upwards).toEqual([])
  })

  it('let reports know events and rules alone', () => {
    const allowed = /^src\/(report\/|rules\/|run\/events\.ts|(?:errors|nearest)\.ts)/
    expect(
      imports.filter(
        ({ from, to }) => from.startsWith('src/report/') && to.startsWith('src/') && !allowed.test(to),
      ),
    ).toEqual([])
  })

  it('keep checks and scenarios from telling a mock from a live target', () => {
    expect(
      imports.filter(({ from, to }) => from.startsWith('src/checks/') && /^src\/(target|mock)\//.test(to)),
    ).toEqual([])
  })

  it('let scenarios import the public surface alone', () => {
    expect(imports.filter(({ from, to }) => from.startsWith('scenarios/') && to !== '#keyproof')).toEqual([])
  })

  // Prism is left out: what it says of exiting is the program of its child.
  it('leave printing, exiting and the environment to the command line', () => {
    const loud = globSync(['src/**/*.ts', 'scenarios/**/*.ts'], {
      cwd: root,
      ignore: ['src/cli/**', 'src/target/prism.ts'],
    }).filter((file) =>
      /\bconsole\.\w+\(|process\.(exit\(|exitCode\s*=|stdout|stderr|argv)/.test(
        readFileSync(resolve(root, file), 'utf8'),
      ),
    )
    expect(loud).toEqual([])
  })
})
