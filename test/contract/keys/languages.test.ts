import { describe, expect, it } from 'vitest'

import { onceSentence } from '../../../src/contract/keys/reveal-prose.ts'
import { words } from '../../../src/contract/keys/words.ts'
import { loadContract } from '../../../src/contract/load.ts'
import { fileURLToPath } from 'node:url'

const ONCE: readonly (readonly [string, string])[] = [
  ['German', 'Der Schlüssel wird nur einmal angezeigt.'],
  ['German', 'Das Geheimnis wird nur bei der Erstellung zurückgegeben.'],
  ['German', 'Der Schlüssel kann später nicht mehr abgerufen werden.'],
  ['French', 'La clé n’est affichée qu’une seule fois.'],
  ['French', 'Le jeton est renvoyé uniquement lors de la création.'],
  ['French', 'Vous ne pourrez plus consulter la clé ensuite.'],
  ['Spanish', 'La clave se muestra una sola vez.'],
  ['Spanish', 'El secreto solo se devuelve al crear la clave.'],
  ['Spanish', 'La clave no se podrá ver de nuevo.'],
  ['Portuguese', 'A chave é exibida apenas uma vez.'],
  ['Portuguese', 'O segredo não poderá ser visualizado novamente.'],
  ['Italian', 'La chiave viene mostrata una sola volta.'],
  ['Italian', 'Il segreto non potrà essere visualizzato di nuovo.'],
  ['Chinese', '密钥仅显示一次，请妥善保存。'],
  ['Chinese', '密钥仅在创建时返回。'],
  ['Chinese', '该密钥以后无法再次查看。'],
  ['Chinese', '金鑰只會顯示一次。'],
  ['Japanese', 'シークレットは一度だけ表示されます。'],
  ['Japanese', 'キーは作成時にのみ返されます。'],
  ['Japanese', 'このトークンは再表示できません。'],
  ['Japanese', '平文キーは作成時に 1 度だけ返却される'],
  ['Japanese', 'キー平文（この応答でのみ返却）'],
  ['Japanese', 'キーは後で再取得不可です。'],
  ['Russian', 'Ключ показывается только один раз.'],
  ['Russian', 'Токен возвращается только при создании.'],
  ['Russian', 'Повторно получить ключ нельзя: не сможете увидеть снова.'],
  ['Korean', '비밀 키는 한 번만 표시됩니다.'],
  ['Korean', '토큰은 생성 시에만 반환됩니다.'],
  ['Korean', '이 키는 다시 조회할 수 없습니다.'],
]

const NOT_ONCE: readonly string[] = [
  'Der Schlüssel wird in der Liste angezeigt.',
  'Ein Schlüssel kann nur einmal widerrufen werden.',
  'La clé est affichée dans la liste.',
  'Una clave solo se puede revocar una vez.',
  'A chave pode ser revogada uma vez.',
  'La chiave può essere revocata una sola volta.',
  '密钥显示在列表中。',
  'キーは一覧に表示されます。',
  'キーはこの応答で返却されます。',
  'Ключи отображаются в списке.',
  'Ключ можно отозвать только один раз.',
  '키는 목록에 표시됩니다.',
]

describe('prose in other languages', () => {
  it.each(ONCE)('says in %s that the secret is shown once: %s', (_, text) => {
    expect(onceSentence([{ text: `Bla. ${text}`, pointer: '/x' }], false)).toMatchObject({ pointer: '/x' })
  })

  it.each(NOT_ONCE)('does not say so: %s', (text) => {
    expect(onceSentence([{ text, pointer: '' }], false)).toBeUndefined()
  })
})

describe('names in other languages', () => {
  it.each([
    ['api-schlüssel', 'api key'],
    ['apiSchluessel', 'api key'],
    ['claves_de_acceso', 'access key'],
    ['chaves-api', 'api key'],
    ['clé secrète', 'secret key'],
    ['chiavi', 'key'],
    ['创建API密钥', 'create api key'],
    ['APIキーの作成', 'api key の create'],
    ['nominal', 'nominal'],
    ['encrypt', 'encrypt'],
  ])('%s reads as %s', (name, expected) => {
    expect(words(name).join(' ').toLowerCase()).toBe(expected)
  })
})

describe('pages in other languages', () => {
  it.each([
    ['german.md', 'POST /v1/schluessel', '/geheimnis', '/kennung'],
    ['french.md', 'POST /cles', '/cle', '/id'],
    ['spanish.md', 'POST /claves', '/clave', null],
    ['portuguese.md', 'POST /chaves', '/chave', null],
    ['chinese.md', 'POST /v1/keys', '/key', '/id'],
    ['japanese.md', 'POST /v1/keys', '/secret', null],
  ])('%s shows a key resource', async (page, create, secret, id) => {
    const path = fileURLToPath(new URL(`../pages/fixtures/${page}`, import.meta.url))
    const { keyResources } = await loadContract(path, { siblingOverlay: false })
    expect(
      keyResources.map((found) => [
        found.roles.create?.operation,
        found.secret.pointer,
        found.secret.reveal,
        found.id,
      ]),
    ).toEqual([[create, secret, 'once', id === null ? null : { pointer: id }]])
  })
})
