import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject, Problem } from '../../src/contract/types.ts'

/** A folder with the given files, removed when disposed of. */
export async function folder(
  files: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'keyproof-contract-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** The smallest document without problems, with members put over it. */
export function documentWith(members: JsonObject, openapi = '3.1.0'): JsonObject {
  return { openapi, info: { title: 'Test', version: '1' }, paths: {}, ...members }
}

/** A contract whose only schema stands at `/components/schemas/Subject`. */
export function contractOf(schema: unknown, openapi = '3.1.0', schemas: JsonObject = {}): Contract {
  const components = { schemas: { ...schemas, Subject: schema } } as JsonObject
  return createContract(documentWith({ components }, openapi))
}

/** Where the schema of `contractOf` stands. */
export const subject = '/components/schemas/Subject'

/** Problems as `severity pointer`, in order, for short comparisons. */
export function places(problems: readonly Problem[]): string[] {
  return problems.map(({ severity, pointer }) => `${severity} ${pointer ?? '-'}`)
}
