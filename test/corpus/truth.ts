import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface TrueOperation {
  readonly method: string
  readonly path: string
  readonly id_param?: string
  readonly item_id_pointer?: string
}

/** One key resource as a person read it from the document. */
export interface TrueResource {
  readonly label: string
  readonly create: TrueOperation
  readonly list?: TrueOperation
  readonly get?: TrueOperation
  readonly update?: TrueOperation
  readonly delete?: TrueOperation
  readonly revoke?: TrueOperation
  readonly rotate?: TrueOperation
  readonly secret_pointer: string
  readonly id_pointer: string | null
  readonly one_time: boolean | 'unstated'
  readonly masked_fields: readonly string[]
  /** Whether a careful reader may well leave it out. */
  readonly borderline: boolean
}

/** One document of a corpus, and what is to be found in it. */
export interface TrueDocument {
  readonly name: string
  readonly file: string
  readonly resources: readonly TrueResource[]
  /** Operations that count neither for nor against when found. */
  readonly borderline_ops: readonly { readonly method: string; readonly path: string }[]
}

/** Reads `truth.json` of a corpus directory. */
export async function readTruth(directory: string): Promise<readonly TrueDocument[]> {
  return JSON.parse(await readFile(join(directory, 'truth.json'), 'utf8')) as readonly TrueDocument[]
}
