import fc from 'fast-check'

const { KEYPROOF_TEST_SEED: given = '20261121' } = process.env

/** The same inputs at every run, so that a change is what turns a test red; `random` looks for new ones. */
fc.configureGlobal(given === 'random' ? {} : { seed: Number(given) })
