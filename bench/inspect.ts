import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { largeDocument } from './large-document.ts'
import { spentBy, type Spent } from './spent.ts'

/**
 * How long `keyproof inspect` takes for a document beside what swagger-parser takes to dereference it, by turns and
 * each in a process of its own: `npm run bench:inspect [PATH] [ROUNDS]`; without a path, for a document made up here.
 */
const [given, rounds = '7'] = process.argv.slice(2)
const command = fileURLToPath(new URL('../bin/keyproof.js', import.meta.url))
if (!existsSync(fileURLToPath(new URL('../dist/src/cli/inspect.js', import.meta.url))))
  throw new Error('keyproof is not built: npm run build')

const folder = mkdtempSync(join(tmpdir(), 'keyproof-bench-'))
try {
  const document = given ?? join(folder, 'large.json')
  if (given === undefined) writeFileSync(document, largeDocument())
  const commands = {
    'swagger-parser dereferences': [fileURLToPath(new URL('dereference.ts', import.meta.url)), document],
    'keyproof inspects': [command, 'inspect', document],
  }
  const samples = new Map<string, Spent[]>(Object.keys(commands).map((name) => [name, []]))
  for (let round = 0; round < Number(rounds); round++)
    for (const [name, args] of Object.entries(commands)) samples.get(name)!.push(await spentBy(args))

  const middle = (name: string, of: keyof Spent): number =>
    samples
      .get(name)!
      .map((sample) => sample[of])
      .toSorted((one, other) => one - other)[Math.floor(Number(rounds) / 2)]!
  console.log(`${document}: ${rounds} rounds on node ${process.versions.node}, median of each\n`)
  console.log(`${' '.repeat(30)}CPU s   seconds   peak MB`)
  for (const name of samples.keys())
    console.log(
      `${name.padEnd(28)}${middle(name, 'cpu').toFixed(2).padStart(7)}${middle(name, 'elapsed').toFixed(2).padStart(10)}${middle(name, 'peak').toFixed(0).padStart(10)}`,
    )
  const [theirs, ours] = [...samples.keys()].map((name) => middle(name, 'cpu')) as [number, number]
  console.log(`\nkeyproof: ${(ours / theirs).toFixed(2)} of the processor time (goal: about 1)`)
} finally {
  rmSync(folder, { recursive: true })
}
