import pc from 'picocolors'
import { credentialNamed, originOf, type CredentialSource } from '../run/credential-source.ts'
import type { Preview } from '../run/preview.ts'

/** What `--plan` prints: every scenario with its operation, cases and keys, and where credentials would come from. */
export function planText(previews: readonly Preview[], sources: readonly CredentialSource[]): string {
  const asked = sources.map(
    (source) => `The ${credentialNamed(source)} would come from ${originOf(source)}.\n`,
  )
  return `${previews.map(documentText).join('\n\n')}\n\n${asked.join('')}Nothing was sent.\n`
}

function documentText({ document, target, rows, shared, most, unplayed }: Preview): string {
  const width = Math.max(...rows.map(({ scenario }) => scenario.length), 8)
  const wide = Math.max(...rows.map(({ operation }) => operation.length), 9)
  const line = (scenario: string, operation: string, cases: string, keys: string): string =>
    `  ${scenario.padEnd(width)}  ${operation.padEnd(wide)}  ${cases.padStart(5)}  ${keys.padStart(4)}`
  const total = (of: (row: Preview['rows'][number]) => number): number =>
    rows.reduce((sum, row) => sum + of(row), 0)
  return [
    `${pc.bold(document)} on ${target}: ${rows.length} scenarios on operations, ${total(({ cases }) => cases)} cases, ${Number.isFinite(most) ? `at most ${most} keys` : 'no limit on keys'}`,
    '',
    pc.dim(line('scenario', 'operation', 'cases', 'keys')),
    ...rows.map(
      ({ scenario, operation, cases, keys, reason }) =>
        `${line(scenario, operation, String(cases), String(keys))}${reason === undefined ? '' : `  ${reason}`}`,
    ),
    ...(shared === 0 ? [] : [line('(shared by scenarios)', '', '', String(shared))]),
    ...(unplayed.length === 0
      ? []
      : ['', pc.dim(`  ${unplayed.length} more do not apply; keyproof inspect tells why.`)]),
  ].join('\n')
}
