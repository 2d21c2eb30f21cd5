import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { overlaid } from '../specs/overlaid.ts'
import type { Node } from '../specs/overlaid.ts'
import type { Reply } from './session.ts'
import type { Vendor } from './shape.ts'

/** What is wrong with a reply by the vendor's document and overlay: nothing, or one sentence. */
export type Judge = (method: string, path: string, reply: Reply) => string | null

/** A judge of replies. Undocumented errors pass: some of the documents leave them out. */
export function judgeFor(vendor: Vendor): Judge {
  const document = overlaid(vendor)
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }))
  ajv.addSchema(document, 'document')
  return (method, path, reply) => {
    const template = Object.keys(document['paths'] as Node).find((each) => matches(each, path.split('?')[0]!))
    const operation = ((document['paths'] as Node)[template ?? ''] as Node | undefined)?.[
      method.toLowerCase()
    ]
    if (operation === undefined) return `${method} ${path} is not in the document`
    const declared = (operation as { responses: Record<string, Node> }).responses[reply.status]
    if (declared === undefined) return reply.status < 400 ? `${method} ${path} answers ${reply.status}` : null
    const pointer =
      (declared['$ref'] as string | undefined)?.slice(1) ??
      `/paths/${escape(template!)}/${method.toLowerCase()}/responses/${reply.status}`
    const content = (declared['$ref'] === undefined ? declared : { content: {} })['content']
    if (content === undefined) return reply.text === '' ? null : `${reply.status} has a body`
    if (!reply.headers['content-type']?.startsWith('application/json')) return `${reply.status} is not JSON`
    const validate = ajv.getSchema(`document#${encodeURI(`${pointer}/content/application~1json/schema`)}`)
    if (validate === undefined) return `no schema at ${pointer}`
    return validate(reply.json) === true ? null : `${reply.status}: ${ajv.errorsText(validate.errors)}`
  }
}

function matches(template: string, path: string): boolean {
  const parts = path.split('/')
  const wanted = template.split('/')
  return (
    wanted.length === parts.length &&
    wanted.every((part, index) => part.startsWith('{') || part === parts[index])
  )
}

function escape(path: string): string {
  return path.replaceAll('~', '~0').replaceAll('/', '~1')
}
