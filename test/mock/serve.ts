import { startMock } from '../../src/mock/start.ts'

/** Serves a document until it is killed; prints its URL. */
const [source, dataFile, credential] = process.argv.slice(2) as [string, string, string]
const mock = await startMock(source, { dataFile, credentials: { ApiKeyAuth: credential } })
process.stdout.write(`${mock.url}\n`)
