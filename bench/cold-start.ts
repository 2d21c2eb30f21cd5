import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../bin/keyproof.js', import.meta.url))
const built = fileURLToPath(new URL('../dist/src/cli/mock.js', import.meta.url))

/**
 * Milliseconds from the start of `keyproof mock` until a request is answered, one for each time; undefined
 * where keyproof is not built, as what runs from source spends its time on types.
 */
export async function coldStarts(document: string, times: number): Promise<readonly number[] | undefined> {
  if (!existsSync(built)) return undefined
  const taken: number[] = []
  for (let time = 0; time < times; time++) taken.push(await coldStart(document))
  return taken
}

function coldStart(document: string): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, [command, 'mock', document, '--port', '0', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    let said = ''
    child.once('exit', (code) => reject(new Error(`keyproof mock ended with ${code}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      const before = said
      said += chunk.toString()
      const url = /listening on (\S+)\n/.exec(said)?.[1]
      if (url === undefined || /listening on \S+\n/.test(before)) return
      fetch(url)
        .then(() => resolve(performance.now() - started), reject)
        .finally(() => child.kill())
    })
  })
}
