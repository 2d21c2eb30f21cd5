import { expect, test } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { defects, type DefectName } from '../servers/defects.ts'
import { startServer } from '../servers/server.ts'
import type { Vendor } from '../servers/shape.ts'
import { runAgainst } from './accounts.ts'
import { frontOf } from './front.ts'
import { oneLine, project } from './keyproof.ts'

/** Runs a vendor's document against a fresh server. */
async function reportOf(
  vendor: Vendor,
  defect: DefectName | null,
  ...more: readonly string[]
): Promise<Report> {
  await using server = await startServer({ vendor, ...(defect === null ? {} : { defect }) })
  await using place = project()
  const { args, env } = runAgainst(vendor, server, '--reporter', 'json=report.json', ...more)
  const { code, stderr } = await place.run(args, { env })
  expect(code, stderr).toBeLessThan(2)
  const own = [...Object.values(server.params), new URL(server.url).port]
  return JSON.parse(
    own.reduce((text, value) => text.replaceAll(value, 'OWN'), decoded(place.read('report.json'))),
  ) as Report
}

/** Opens the replay tokens, in which the port stands too. */
function decoded(report: string): string {
  return report.replaceAll(
    /kp1\.([\w-]+)/g,
    (_token, packed: string) => `kp1 ${Buffer.from(packed, 'base64url').toString().replaceAll('"', "'")}`,
  )
}

/** What is left when the clock and the values of the server's choosing are taken out. */
function scrubbed(report: Report): unknown {
  const { startedAt: _startedAt, durationMs: _durationMs, ...rest } = report
  const findings = rest.findings.map((finding) => ({
    ...finding,
    curl: serverChosen(finding.curl),
    exchanges: finding.exchanges.map(({ request, response }) => ({
      request: { ...request, path: serverChosen(request.path) },
      response: {
        status: response.status,
        headers: response.headers.map(([name]) => name.toLowerCase()).filter((name) => name !== 'date'),
        body: inOrder(serverChosen(response.body)),
      },
    })),
  }))
  return { ...rest, findings }
}

/** Which keys a list shows, and in what order, is the server's choice too: keys are made side by side. */
function inOrder(body: string): unknown {
  try {
    return JSON.parse(
      body.replaceAll(/<secret:\w+>/g, '<secret>').replaceAll(/keyproof-[\w.-]+/g, 'keyproof'),
      (_name, value: unknown) =>
        Array.isArray(value) ? [...new Set(value.map((item) => JSON.stringify(item)))].toSorted() : value,
    )
  } catch {
    return body
  }
}

function serverChosen(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'DATE')
    .replaceAll(/\b\d{13}\b/g, 'TIME')
    .replaceAll(/("(?:prefix|keyPrefix)":)"[^"]*"/g, '$1"PREFIX"')
    .replaceAll(/("id":|\/api-keys\/)\d+/g, '$1ID')
}

test.each([
  ['avido', null],
  ['avido', 'overlong-name-accepted'],
  ['lumino', 'secret-in-list'],
  ['vued', 'name-truncated'],
] as const)('two runs with one seed on %s with %s give the same report', async (vendor, defect) => {
  const first = await reportOf(vendor, defect, '--seed', '7')
  const second = await reportOf(vendor, defect, '--seed', '7')
  expect(first.seed).toBe(7)
  if (defect !== null)
    expect(first.findings.map(({ rule }) => rule)).toContain(
      defects.find(({ name }) => name === defect)?.rule,
    )
  expect(scrubbed(second)).toEqual(scrubbed(first))
})

test('another seed tries other inputs, the same seed the same ones', async () => {
  const sent = async (seed: string): Promise<readonly string[]> => {
    await using server = await startServer({ vendor: 'autocalls' })
    await using front = await frontOf(server.url)
    await using place = project()
    const { args, env } = runAgainst(
      'autocalls',
      { ...server, url: front.url },
      '--seed',
      seed,
      '--only',
      'status-valid-input-accepted',
      '--reporter',
      'terminal',
    )
    const { code, stdout } = await place.run(args, { env })
    expect(code, stdout).toBe(0)
    expect(oneLine(stdout)).toContain(`seed ${seed} `)
    // Every run marks its names with a word of its own.
    return front.bodies.map((body) => body.replaceAll(/keyproof-[0-9a-f]{8}-/g, '')).toSorted()
  }
  const seven = await sent('7')
  expect(new Set(seven).size).toBeGreaterThan(10)
  expect(await sent('7')).toEqual(seven)
  expect(await sent('8')).not.toEqual(seven)
})
