import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { html } from '../../src/report/html.ts'
import { logSaying } from './arbitraries.ts'
import { log } from './fixtures/log.ts'

const browserPath = findBrowser()

/** The browser named in KEYPROOF_BROWSER, else the first Chromium or Chrome on the path. */
function findBrowser(): string | undefined {
  const { KEYPROOF_BROWSER: named, PATH = '' } = process.env
  if (named !== undefined && named !== '') return named
  return ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
    .flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

const without =
  'skipped: no Chromium or Chrome on the path, nor named in KEYPROOF_BROWSER; see CONTRIBUTING.md'

describe.skipIf(browserPath === undefined)(
  `the HTML report in a browser${browserPath === undefined ? ` (${without})` : ''}`,
  () => {
    let browser: Browser
    const folder = mkdtempSync(join(tmpdir(), 'keyproof-'))
    beforeAll(async () => {
      // Its sandbox needs rights that containers and root do not have; the pages are our own.
      browser = await chromium.launch({ executablePath: browserPath!, chromiumSandbox: false })
    })
    afterAll(async () => {
      await browser?.close()
      rmSync(folder, { recursive: true })
    })

    /** The page of a report, opened from a file as a reader would; every complaint of the browser is noted. */
    async function opened(
      text: string,
      options: { readonly javaScriptEnabled?: boolean; readonly width?: number } = {},
    ): Promise<{ readonly page: Page; readonly complaints: readonly string[] } & AsyncDisposable> {
      const { javaScriptEnabled = true, width = 1000 } = options
      const context = await browser.newContext({ javaScriptEnabled, viewport: { width, height: 800 } })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('request', (request) => {
        if (!request.url().startsWith('file:')) complaints.push(`asked for ${request.url()}`)
      })
      page.on('dialog', (dialog) => {
        complaints.push(`a dialog: ${dialog.message()}`)
        void dialog.dismiss()
      })
      const file = join(folder, `${crypto.randomUUID()}.html`)
      writeFileSync(file, text)
      await page.goto(pathToFileURL(file).href)
      return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
    }

    const hostile = '<script>alert(1)</script><img src=https://x.example onerror=alert(2)>" onclick="alert(3)'
    const levels = log.flatMap((event) =>
      event.type === 'finding'
        ? [event.finding.suppressed === undefined ? event.finding.level : 'suppressed']
        : [],
    )

    it('shows every finding, asks for nothing and is not refused its own script and style', async () => {
      await using report = await opened(html.render(log, { color: false, width: 80 }))
      expect(await report.page.locator('article[data-level]').count()).toBe(levels.length)
      expect(await report.page.locator('#shown').textContent()).toBe(`${levels.length} shown`)
      expect(await report.page.locator('article').first().isVisible()).toBe(true)
      expect(
        await report.page.evaluate('getComputedStyle(document.querySelector("article")).borderLeftStyle'),
      ).toBe('solid')
      expect(report.complaints).toEqual([])
    })

    it('filters by level', async () => {
      await using report = await opened(html.render(log, { color: false, width: 80 }))
      for (const level of new Set(levels)) {
        const wanted = levels.filter((one) => one === level).length
        await report.page.selectOption('select[name=level]', level)
        expect(await report.page.locator('article[data-level]:visible').count(), level).toBe(wanted)
        expect(await report.page.locator('#shown').textContent()).toBe(`${wanted} shown`)
      }
      await report.page.selectOption('select[name=level]', '')
      expect(await report.page.locator('article[data-level]:visible').count()).toBe(levels.length)
    })

    it('shows everything, and no filter, where scripts are off', async () => {
      await using report = await opened(html.render(log, { color: false, width: 80 }), {
        javaScriptEnabled: false,
      })
      expect(await report.page.locator('article[data-level]:visible').count()).toBe(levels.length)
      expect(await report.page.locator('#filter').isVisible()).toBe(false)
    })

    it('runs nothing that a server said', async () => {
      await using report = await opened(html.render(logSaying(hostile), { color: false, width: 80 }))
      expect(report.complaints).toEqual([])
      expect(await report.page.locator('article script').count()).toBe(0)
      expect(await report.page.locator('article').first().textContent()).toContain(
        '<script>alert(1)</script>',
      )
    })

    it('is no wider than a phone', async () => {
      await using report = await opened(html.render(log, { color: false, width: 80 }), { width: 360 })
      const width = await report.page.evaluate('document.documentElement.scrollWidth')
      expect(width).toBeLessThanOrEqual(360)
    })
  },
)
