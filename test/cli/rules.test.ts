import { expect, test } from 'vitest'
import { rules } from '../../src/rules/catalogue.ts'
import { project } from './keyproof.ts'

test('rules lists every rule once, as text and as data', async () => {
  await using place = project()
  const [text, data] = await Promise.all([place.run(['rules']), place.run(['rules', '--json'])])
  expect({ text: text.code, data: data.code, stderr: text.stderr + data.stderr }).toEqual({
    text: 0,
    data: 0,
    stderr: '',
  })
  const listed = text.stdout
    .matchAll(/^ {2}[●○] (\S+)/gm)
    .map(([, id]) => id ?? '')
    .toArray()
  expect(listed.toSorted()).toEqual(rules.map(({ id }) => id).toSorted())
  const told = JSON.parse(data.stdout) as readonly {
    readonly id: string
    readonly decidedBy: readonly string[]
  }[]
  expect(told.map(({ id }) => id)).toEqual(rules.map(({ id }) => id))
  // What the text marks as decided is what the data gives deciders for.
  const marked = text.stdout
    .matchAll(/^ {2}● (\S+)/gm)
    .map(([, id]) => id ?? '')
    .toArray()
  expect(
    told
      .filter(({ decidedBy }) => decidedBy.length > 0)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(marked.toSorted())
})

test('rules ID tells all about one rule', async () => {
  await using place = project()
  const { code, stdout } = await place.run(['rules', 'auth-401-challenge'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^auth-401-challenge\n/)
  for (const part of [
    'What must hold',
    'Why it matters',
    'How to satisfy it',
    'Sources',
    'RFC 9110',
    'contract',
    'recommended',
    'strict',
  ])
    expect(stdout).toContain(part)
})

test.each([
  ['auth-401-chalenge', 'Did you mean auth-401-challenge?'],
  ['nonsense', 'lists them all'],
])('rules %s ends with exit code 2 and names the nearest', async (id, says) => {
  await using place = project()
  const { code, stdout, stderr } = await place.run(['rules', id])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(id)
  expect(stderr).toContain(says)
})
