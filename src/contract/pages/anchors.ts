import type { Call, Answer } from './calls.ts'
import { curlCalls } from './curl.ts'
import { codeCalls, httpMessages } from './http-blocks.ts'
import type { Leaf } from './leaves.ts'
import { mentionOf, mentionsIn, targetOf, wholeMention } from './mentions.ts'
import type { Mention } from './mentions.ts'
import { plain } from './inline.ts'
import { tableFacts } from './tables.ts'

/** An operation that a leaf names. */
export interface Anchor {
  readonly mention: Mention
  /** stated: the page says the operation exists; example: a call shows it. */
  readonly basis: 'stated' | 'example'
  /** strong: the leaf introduces the operation; weak: it speaks of it in passing. */
  readonly strength: 'strong' | 'weak'
  /** What the operation does, in the words of the leaf. */
  readonly summary: string
  readonly call?: Call
  /** The heading that a link beside the operation leads to, by its anchor. */
  readonly home?: string
}

/** What a leaf names and shows. */
export interface Anchored {
  readonly leaf: Leaf
  readonly anchors: readonly Anchor[]
  readonly answers: readonly Answer[]
}

const shells =
  /^(?:|bash|sh|shell|zsh|console|curl|terminal|shell-session|cmd|powershell|text|txt|plaintext|none|http|https|rest|request)$/

/** The operations and messages a leaf shows. */
export function anchored(leaf: Leaf): Anchored {
  const { part } = leaf
  if (part.kind === 'fence') return { leaf, ...inFence(part.language, part.text) }
  return { leaf, anchors: anchorsIn(leaf), answers: [] }
}

function anchorsIn({ part }: Leaf): readonly Anchor[] {
  switch (part.kind) {
    case 'endpoint': {
      const mention = mentionOf(part.method, part.address)
      return mention ? [{ mention, basis: 'stated', strength: 'strong', summary: part.summary }] : []
    }
    case 'title': {
      const whole = wholeMention(part.text)
      const named = whole ? [whole] : mentionsIn(part.text)
      return named.map((mention) => ({ mention, basis: 'stated', strength: 'strong', summary: '' }))
    }
    case 'paragraph':
    case 'quote':
    case 'callout':
      return inText(part.text)
    case 'list': {
      const labelled = labelledPair(part.items.map((item) => item.text).join('\n'))
      if (labelled) return [labelled]
      return part.items.flatMap((item) =>
        mentionsIn(item.text)
          .slice(0, 1)
          .map((mention) => ({ ...weak(mention, item.text), ...homeIn([item.text]) })),
      )
    }
    case 'table': {
      const pair = labelledPair(
        [part.header, ...part.rows].map((row) => row.slice(0, 2).join(': ')).join('\n'),
      )
      if (pair) return [pair]
      const { operations } = tableFacts(part, 'unplaced')
      return operations.map(([mention, summary, row]) => ({
        mention,
        basis: 'stated',
        // A table of one row is about what stands under it; more rows are an index.
        strength: part.rows.length === 1 ? 'strong' : 'weak',
        summary: part.rows.length === 1 && !/\s/.test(summary) ? '' : summary,
        ...homeIn(row),
      }))
    }
    default:
      return []
  }
}

/** Where the link that a cell consists of, or that an item starts with, leads on the page. */
function homeIn(cells: readonly string[]): { readonly home?: string } {
  for (const cell of cells) {
    const home = /^[\s*_`]*\[[^[\]]+\]\([\w./-]*#([\w.%-]+)\)/.exec(cell)?.[1]
    if (home !== undefined) return { home }
  }
  return {}
}

function inText(text: string): readonly Anchor[] {
  const pair = labelledPair(text)
  if (pair) return [pair]
  const whole = text
    .split('\n')
    .map((line) => wholeMention(line))
    .filter((mention) => mention !== undefined)
  if (whole.length === 1) return [{ mention: whole[0]!, basis: 'stated', strength: 'strong', summary: '' }]
  return mentionsIn(text).map((mention) => weak(mention, text))
}

/** `Method: POST` and `URL: https://...` on lines of their own. */
function labelledPair(text: string): Anchor | undefined {
  const bare = plain(
    text.replaceAll(
      /^(\s*(?:[-*]\s+)?)(?:\*\*|__)([^*_\n]{1,40}?)[:：]?(?:\*\*|__)[:：\s]+(?=\S)/gm,
      '$1$2: ',
    ),
  )
  const method =
    /^\s*(?:[-*]\s*)?(?:http[- ])?(?:methode?|méthode|método|verb|方法|请求方式|メソッド)\s*[:：]\s*([A-Za-z]+)\s*$/im.exec(
      bare,
    )?.[1]
  const address =
    /^\s*(?:[-*]\s*)?(?:(?:request |endpoint )?(?:url|uri|endpoint|path|route)|endpunkt|pfad|chemin|ruta|端点|路径|请求地址|エンドポイント|パス)\s*[:：]\s*(\S+)\s*$/im.exec(
      bare,
    )?.[1]
  const mention = method === undefined || address === undefined ? undefined : mentionOf(method, address)
  return mention && { mention, basis: 'stated', strength: 'strong', summary: '' }
}

/** What stands after the operation says what it does; else the sentence it stands in. */
function weak(mention: Mention, text: string): Anchor {
  const after = mention.after
    .split('\n')[0]!
    .replace(/^[\s\-–—:：)|.,*]+/, '')
    .trim()
  const sentence = plain(text)
    .split(/\n|(?<=[.!?。])\s+/)
    .find((part) => part.includes(mention.method))
  const leads = mention.before === '' || /[\n:：]$/.test(mention.before)
  return {
    mention,
    basis: 'stated',
    strength: 'weak',
    summary: leads && after !== '' ? after : (sentence ?? '').trim(),
  }
}

function inFence(language: string, text: string): Omit<Anchored, 'leaf'> {
  if (/\bcurl(?:\.exe)?\s/.test(text) && shells.test(language)) {
    return { anchors: callsAs(curlCalls(text), 'example'), answers: httpMessages(text).answers }
  }
  if (shells.test(language)) {
    const { calls, answers } = httpMessages(text)
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    const bare = calls.filter((call) => call.headers.length === 0 && call.body === undefined)
    if (calls.length > 1 && bare.length === calls.length && calls.length >= lines.length / 2) {
      return {
        anchors: lines.flatMap((line) =>
          mentionsIn(line)
            .slice(0, 1)
            .map((mention) => listed(mention)),
        ),
        answers,
      }
    }
    // A method and a path alone are a statement; a whole message is one of many.
    const whole =
      calls.some((call) => call.headers.length > 0 || call.body !== undefined) || answers.length > 0
    if (calls.length > 0 || answers.length > 0)
      return { anchors: callsAs(calls, whole ? 'example' : 'stated'), answers }
  }
  return { anchors: callsAs(codeCalls(text), 'example').slice(0, 1), answers: [] }
}

/** A line of an endpoint listing, with what a comment after it says. */
function listed(mention: Mention): Anchor {
  return { mention, basis: 'stated', strength: 'weak', summary: mention.after.replace(/^[\s#/\-–—:→>]+/, '') }
}

function callsAs(calls: readonly Call[], basis: Anchor['basis']): Anchor[] {
  return calls.flatMap((call) => {
    const target = targetOf(call.url.replace(/^(?=[\w-]+(?:\.[\w-]+)+(?::\d+)?\/)/, 'https://'))
    const mention = target && mentionOf(call.method, '/')
    if (target === undefined || mention === undefined) return []
    return [{ mention: { ...mention, ...target }, basis, strength: 'strong' as const, summary: '', call }]
  })
}
