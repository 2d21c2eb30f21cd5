import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const own = fileURLToPath(new URL('../..', import.meta.url))

/** Where in the user's own files something was thrown, as ` (scenarios/mine.ts:14)`; empty for all that is keyproof's. */
export function crashPlace(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n') : []
  for (const frame of frames) {
    const [, location, line] = /((?:file:\/\/)?\/[^()]*|[A-Za-z]:\\[^()]*):(\d+):\d+\)?$/.exec(frame) ?? []
    if (location === undefined) continue
    const [bare = ''] = location.split('?')
    const file = bare.startsWith('file:') ? fileURLToPath(bare) : bare
    if (isAbsolute(file) && !file.startsWith(own) && !/[\\/]node_modules[\\/]/.test(file))
      return ` (${relative(process.cwd(), file)}:${line})`
  }
  return ''
}
