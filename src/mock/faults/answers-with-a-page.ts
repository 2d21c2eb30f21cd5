import type { Fault } from '../fault.ts'

/** Who does not ask for JSON gets a page for people. */
export const answersWithAPage: Fault = {
  name: 'answers-with-a-page',
  rule: 'status-content-negotiation',
  describe: 'Who does not ask for JSON gets a page for people.',
  touches: [
    'schema-content-type',
    'schema-response-conforms',
    'status-documented',
    'secret-present-on-create',
  ],
  appliesTo: () => true,
  plant: () => ({
    respond: (answer, call) =>
      answer.status === 406 || (answer.status < 300 && /text\/html/.test(call.request.headers.accept ?? ''))
        ? {
            status: 200,
            headers: { 'content-type': 'text/html', 'cache-control': 'no-store' },
            text: '<!doctype html><title>API</title>',
            body: '',
          }
        : answer,
  }),
}
