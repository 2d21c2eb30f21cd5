import type { Group } from './types.ts'

/** The question each group of rules answers, in the order in which reports ask them. */
export const questions: Readonly<Record<Group, string>> = {
  reveal: 'Is the secret shown once?',
  lifecycle: 'Does a dead key stay dead?',
  auth: 'Who else can use it?',
  schema: 'Does the API keep its document?',
  status: 'Does every request get the status it should?',
  headers: 'Can anyone on the way keep a copy?',
  robustness: 'Does it survive hostile input?',
  hygiene: 'Are the document and the run clean?',
}
