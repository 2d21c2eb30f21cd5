import type { Anchored } from './anchors.ts'
import { plain } from './inline.ts'

const label =
  /\b(?:base[- ]?(?:url|uri|path|endpoint)|api[- ]?(?:url|base|host|root|endpoint)|root url|server(?:s| url)?|basis-?url|url de base|url base|host|(?:resource|request|endpoint) url|all uris are relative to)\b|リソース ?url|请求地址|基础 ?url|ベース ?url|接口地址|服务地址/i

/** The base URLs a page states: `Base URL: https://api.example.com/v1`. */
export function basesOf(leaves: readonly Anchored[]): readonly string[] {
  const found: string[] = []
  for (const {
    leaf: { part, section, label: above },
  } of leaves) {
    if (part.kind === 'endpoint' && part.base !== undefined) found.push(part.base)
    const announced = label.test(plain(section.title).slice(0, 60)) || label.test(above)
    const lines =
      part.kind === 'list'
        ? part.items.map(({ text }) => text)
        : part.kind === 'table'
          ? part.rows.map((row) => row.join(' '))
          : 'text' in part
            ? part.text.split('\n')
            : []
    for (const line of lines) {
      const bare = plain(line)
      if (!(announced && bare.length < 200) && !label.test(bare.split(/https?:/)[0]!)) continue
      if (/\b(?:GET|POST|PUT|PATCH|DELETE|curl)\b/.test(bare)) continue
      const url = /https?:\/\/[\w.{}:-]+(?![\w.{}:-]*@)(?:\/[\w.{}~/-]*)?/.exec(bare)?.[0]
      if (url !== undefined) found.push(url.replace(/[/.]+$/, ''))
    }
  }
  return [...new Set(found)]
}
