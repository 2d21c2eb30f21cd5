import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyproofError } from '../../src/errors.ts'
import { renderAll, reporterNamed } from '../../src/report/render.ts'
import { reporters, type Reporter } from '../../src/report/reporters.ts'
import { anyText, jumble, logSaying, prefix } from './arbitraries.ts'
import { log } from './fixtures/log.ts'

const options = { color: false, width: 80 }
const all = Object.keys(reporters).map((reporter) => ({ reporter, file: `${reporter}.out` }))

describe('renderAll', () => {
  it('gives a text for every request, in order', () => {
    const { files, problems } = renderAll(log, all, options)
    expect(problems).toEqual([])
    expect(files.map(({ file }) => file)).toEqual(all.map(({ file }) => file))
    for (const { text } of files) expect(text).toMatch(/.\n$/s)
  })

  it('colours what goes to the terminal, and no file', () => {
    const requests = ['-', 'terminal.txt'].map((file) => ({ reporter: 'terminal', file }))
    const { files } = renderAll(log, requests, { ...options, color: true })
    expect(files.map(({ text }) => text.includes('\u001b['))).toEqual([true, false])
  })

  it('renders any prefix, any jumble and any text without a problem', () => {
    const hostileLog = anyText.map(logSaying)
    fc.assert(
      fc.property(fc.oneof(prefix, jumble, hostileLog), (events) => {
        expect(renderAll(events, all, options).problems).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('lets no control or bidi character of a server through, whatever the reporter', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { file, text: output } of renderAll(logSaying(text), all, options).files)
          expect([file, /(?![\n\t])[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.exec(output)?.[0]]).toEqual([
            file,
            undefined,
          ])
      }),
      { numRuns: 60 },
    )
  })

  it('keeps the others going when one reporter throws', () => {
    const broken: Reporter = {
      name: 'broken',
      describe: 'throws',
      render: () => {
        throw new Error('out of ink')
      },
    }
    const requests = ['json', 'broken', 'jsonl'].map((reporter) => ({ reporter, file: `${reporter}.out` }))
    const { files, problems } = renderAll(log, requests, options, { ...reporters, broken })
    expect(files.map(({ file }) => file)).toEqual(['json.out', 'jsonl.out'])
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'report',
        message: expect.stringMatching(/broken.*broken\.out.*out of ink/),
      }),
    ])
  })

  it('refuses an unknown name before it renders anything, and names the nearest', () => {
    expect(() => renderAll(log, [{ reporter: 'jnuit', file: '-' }], options)).toThrow(KeyproofError)
    try {
      reporterNamed('jnuit')
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'usage', exitCode: 2, hint: expect.stringContaining('junit?') })
    }
  })

  it.each(['constructor', '__proto__', ''])('does not take %j for a reporter', (name) => {
    expect(() => reporterNamed(name)).toThrow(/no reporter/)
  })
})
