import { posix } from 'node:path'
import type { Log } from './log.ts'

/** Where a CI service has checked the repository out, and where below it the run took place; both with forward slashes. */
export interface Checkout {
  /** An absolute path. */
  readonly root: string
  /** Empty where it is the root itself. */
  readonly folder: string
}

/** The log with every file named from the root of the checkout, as annotations want it; what lies outside stays. */
export function fromRoot(log: Log, checkout: Checkout | undefined): Log {
  if (checkout === undefined) return log
  const named = (source: string): string => {
    if (source === '' || source === '-' || /^[a-z]+:\/\//i.test(source)) return source
    const path = source.replaceAll('\\', '/')
    if (path.startsWith(`${checkout.root}/`)) return path.slice(checkout.root.length + 1)
    const below = posix.isAbsolute(path) ? '..' : posix.join(checkout.folder, path)
    return below.startsWith('..') ? source : below
  }
  return {
    ...log,
    documents: log.documents.map((document) => ({
      ...document,
      summary: { ...document.summary, source: named(document.summary.source) },
      findings: document.findings.map((finding) =>
        finding.at === undefined
          ? finding
          : { ...finding, at: { ...finding.at, source: named(finding.at.source) } },
      ),
    })),
  }
}
