import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { answersFor, type Ask } from '../../src/cli/init-ask.ts'
import { configText } from '../../src/cli/init-text.ts'
import { loadContracts } from '../../src/contract/load.ts'
import { project, spec } from './keyproof.ts'

const file = 'keyproof.config.yaml'
const vued = readFileSync(spec('vued'), 'utf8')

it('writes a configuration for the document that it finds, by which a run goes', async () => {
  await using here = project({ 'docs/openapi.yaml': vued })
  const { code, stdout } = await here.run(['init'])
  expect(stdout).toContain(`Wrote ${file} for docs/openapi.yaml.`)
  expect(code).toBe(0)
  expect(parse(here.read(file))).toEqual({
    documents: ['docs/openapi.yaml'],
    target: 'mock',
    profile: 'recommended',
    reporters: ['terminal', 'junit=reports/junit.xml'],
  })
  const ran = await here.run(['run', '--runs', '1', '--only', 'auth-missing-rejected'])
  expect(ran.stdout).toContain('exit 0')
  expect(here.files()).toContain('reports/junit.xml')
})

it('takes what flags say, and leaves the rest to be filled in', async () => {
  await using here = project({ 'api.yaml': vued })
  const flags = ['--target', 'https://staging.example.com/v1', '--profile', 'strict']
  const { code } = await here.run(['init', 'api.yaml', ...flags, '--credential', 'bearerAuth=file:key.txt'])
  expect(code).toBe(0)
  expect(parse(here.read(file))).toMatchObject({
    documents: ['api.yaml'],
    target: 'https://staging.example.com/v1',
    credentials: { bearerAuth: 'file:key.txt' },
    profile: 'strict',
  })
  expect(here.read(file)).toContain('#   org_id: CHANGE-ME\n')
})

it.each([
  ['a configuration that is there', ['init'], { [file]: 'seed: 1\n' }, 'There is a configuration already'],
  ['no document', ['init'], {}, 'No document was found here.'],
  ['a document that is not there', ['init', 'no.yaml'], {}, 'no.yaml'],
  ['no target', ['init', 'api.yaml', '--target', 'ftp://x'], { 'api.yaml': vued }, 'ftp:'],
  [
    'a secret',
    ['init', 'api.yaml', '--credential', 'bearerAuth=vued_live_abcdef'],
    { 'api.yaml': vued },
    'A credential itself has no place in a configuration.',
  ],
])('refuses %s, and changes nothing', async (_what, args, files, message) => {
  await using here = project(files)
  const before = here.files().map((name) => here.read(name))
  const { code, stderr, stdout } = await here.run(args)
  expect(stderr).toContain(message)
  expect(stderr).not.toContain('vued_live_abcdef')
  expect([code, stdout]).toEqual([2, ''])
  expect(here.files().map((name) => here.read(name))).toEqual(before)
})

it('asks for what is not given, and takes what is usual for no answer', async () => {
  const contracts = await loadContracts([spec('avido')])
  const asked: string[] = []
  const answering =
    (...answers: readonly string[]): Ask =>
    (question, usual) => {
      asked.push(question)
      return Promise.resolve(answers[asked.length - 1] || usual)
    }
  const answers = await answersFor(['api.yaml'], contracts, {}, answering('https://a.example', 'AVIDO_KEY'))
  expect(asked).toHaveLength(4)
  expect(parse(configText(answers))).toMatchObject({
    target: 'https://a.example',
    credentials: { ApiKey: 'env:AVIDO_KEY', ApplicationId: 'env:APPLICATION_ID' },
    profile: 'recommended',
  })
})

it('takes no profile that there is not', async () => {
  const contracts = await loadContracts([spec('vued')])
  const ask: Ask = (question, usual) => Promise.resolve(question.startsWith('How strict') ? 'stirct' : usual)
  await expect(answersFor(['api.yaml'], contracts, {}, ask)).rejects.toThrow('There is no profile stirct')
})

it('does not write down what may be a secret', async () => {
  const contracts = await loadContracts([spec('vued')])
  const ask: Ask = (question) =>
    Promise.resolve(question.includes('credential') ? 'vued_live_abc' : 'https://a.example')
  const failing = answersFor(['api.yaml'], contracts, {}, ask)
  await expect(failing).rejects.toThrow('neither env:NAME nor file:PATH')
  await expect(failing).rejects.not.toThrow('vued_live_abc')
})
