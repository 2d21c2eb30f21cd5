import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import type { Report } from '../../src/report/report.ts'

/** What became of a document run on a mock of itself. */
export interface MockRun {
  /** Exit code; null when the run had to be ended. */
  readonly code: number | null
  readonly seconds: number
  /** null where the run ended without a report. */
  readonly report: Report | null
  /** What the run wrote to standard error. */
  readonly said: string
}

/** Seconds after which a run is ended: none may take that long. */
const deadline = 150

const root = resolve(import.meta.dirname, '../..')

/** Runs the real command line on one document, on the mock, and reads the report it writes. */
export async function runOnMock(document: string, seed: number): Promise<MockRun> {
  const folder = await mkdtemp(join(tmpdir(), 'keyproof-corpus-'))
  try {
    const file = join(folder, 'report.json')
    const args = ['run', document, '--target', 'mock', '--seed', String(seed), '--no-overlay']
    const started = performance.now()
    const child = spawn(
      process.execPath,
      ['--conditions=keyproof-source', join(root, 'src/cli/main.ts'), ...args, '--reporter', `json=${file}`],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], signal: AbortSignal.timeout(deadline * 1000) },
    )
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const code = await new Promise<number | null>((done) => {
      child.on('error', () => undefined)
      child.on('close', done)
    })
    const seconds = (performance.now() - started) / 1000
    const text = await readFile(file, 'utf8').catch(() => null)
    return { code, seconds, said, report: text === null ? null : (JSON.parse(text) as Report) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** One line of the table: exit code, seconds, requests, verdicts, and the rules that are broken at level fail. */
export function lineOf(name: string, { code, seconds, report }: MockRun): string {
  const head = `${name.padEnd(18)} ${String(code ?? 'ended').padStart(5)} ${seconds.toFixed(1).padStart(6)} s`
  if (report === null) return `${head}   no report`
  const { requests, held, broken, inconclusive, notApplicable } = report.summary
  const counts = [
    requests,
    report.documents[0]?.keyResources.length ?? 0,
    held,
    broken,
    inconclusive,
    notApplicable,
  ]
  const failed = new Set(report.findings.filter(({ level }) => level === 'fail').map(({ rule }) => rule))
  return `${head} ${counts.map((count) => String(count).padStart(6)).join(' ')}  ${[...failed].join(' ')}`
}

/** The head of the table. */
export const tableHead = `${'document'.padEnd(18)}  exit     time   requ. resour.  held broken  incon.   n.a.  broken at level fail`
