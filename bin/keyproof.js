#!/usr/bin/env node
// Written so that an old Node reads it too and says what is wrong instead of a syntax error.
var major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    'keyproof needs Node 24 or newer; this is Node ' +
      process.versions.node +
      '.\n' +
      'Install a newer Node, or run it with one: npx -p node@24 -p keyproof keyproof\n',
  )
  process.exitCode = 2
} else {
  // What was compiled once need not be compiled at the next start.
  void import('node:module')
    .then((module) => module.enableCompileCache())
    .then(() => import('../dist/src/cli/main.js'))
}
