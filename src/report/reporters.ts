import { github } from './github.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { jsonl } from './jsonl.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import type { Reporter } from './reporter.ts'
import { sarif } from './sarif.ts'
import { terminal } from './terminal.ts'

export type { RenderOptions, Reporter } from './reporter.ts'

/** Every reporter by the name users ask for it. */
export const reporters: Readonly<Record<string, Reporter>> = {
  terminal,
  junit,
  json,
  jsonl,
  html,
  sarif,
  github,
  markdown,
}
