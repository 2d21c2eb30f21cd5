/** English for the words that documents in other languages name keys, their members and what is done with them by. */
const ENGLISH: Readonly<Record<string, string>> = {
  // German
  schlüssel: 'key',
  schluessel: 'key',
  apischlüssel: 'api key',
  apischluessel: 'api key',
  zugriffsschlüssel: 'access key',
  zugangsschlüssel: 'access key',
  zugriffstoken: 'access token',
  zugangstoken: 'access token',
  zugangsdaten: 'credential',
  geheimnis: 'secret',
  kennung: 'id',
  bezeichnung: 'name',
  ablaufdatum: 'expiry',
  erstellen: 'create',
  anlegen: 'create',
  erzeugen: 'create',
  generieren: 'create',
  auflisten: 'list',
  abrufen: 'get',
  ändern: 'update',
  aktualisieren: 'update',
  löschen: 'delete',
  loeschen: 'delete',
  widerrufen: 'revoke',
  sperren: 'revoke',
  rotieren: 'rotate',
  erneuern: 'renew',
  // French
  clé: 'key',
  cle: 'key',
  clef: 'key',
  jeton: 'token',
  secrète: 'secret',
  secrete: 'secret',
  accès: 'access',
  nom: 'name',
  identifiant: 'id',
  créer: 'create',
  creer: 'create',
  générer: 'create',
  révoquer: 'revoke',
  revoquer: 'revoke',
  supprimer: 'delete',
  renouveler: 'renew',
  récupérer: 'get',
  // Spanish
  clave: 'key',
  llave: 'key',
  secreto: 'secret',
  secreta: 'secret',
  acceso: 'access',
  nombre: 'name',
  identificador: 'id',
  credenciale: 'credential',
  credencial: 'credential',
  crear: 'create',
  generar: 'create',
  listar: 'list',
  obtener: 'get',
  actualizar: 'update',
  revocar: 'revoke',
  eliminar: 'delete',
  borrar: 'delete',
  rotar: 'rotate',
  renovar: 'renew',
  // Portuguese
  chave: 'key',
  segredo: 'secret',
  acesso: 'access',
  nome: 'name',
  credenciai: 'credential',
  criar: 'create',
  gerar: 'create',
  obter: 'get',
  atualizar: 'update',
  revogar: 'revoke',
  excluir: 'delete',
  apagar: 'delete',
  // Italian
  chiave: 'key',
  chiavi: 'key',
  gettone: 'token',
  segreto: 'secret',
  segreta: 'secret',
  accesso: 'access',
  identificativo: 'id',
  credenziale: 'credential',
  credenziali: 'credential',
  creare: 'create',
  generare: 'create',
  elencare: 'list',
  ottenere: 'get',
  aggiornare: 'update',
  revocare: 'revoke',
  eliminare: 'delete',
  ruotare: 'rotate',
  rinnovare: 'renew',
  // Russian
  ключ: 'key',
  ключа: 'key',
  ключи: 'key',
  токен: 'token',
  токена: 'token',
  токены: 'token',
  секрет: 'secret',
  доступа: 'access',
  создать: 'create',
  создание: 'create',
  выпустить: 'create',
  список: 'list',
  получить: 'get',
  обновить: 'update',
  удалить: 'delete',
  удаление: 'delete',
  отозвать: 'revoke',
  отзыв: 'revoke',
}

/** Chinese, Japanese and Korean run words together, so they are found inside a text; longer ones first. */
const RUN_TOGETHER: readonly (readonly [string, string])[] = [
  ['アクセストークン', 'access token'],
  ['シークレット', 'secret'],
  ['トークン', 'token'],
  ['アクセス', 'access'],
  ['キー', 'key'],
  ['鍵', 'key'],
  ['認証情報', 'credential'],
  ['資格情報', 'credential'],
  ['密钥', 'key'],
  ['秘钥', 'key'],
  ['金鑰', 'key'],
  ['令牌', 'token'],
  ['权杖', 'token'],
  ['權杖', 'token'],
  ['凭证', 'credential'],
  ['凭据', 'credential'],
  ['憑證', 'credential'],
  ['访问', 'access'],
  ['存取', 'access'],
  ['名称', 'name'],
  ['名前', 'name'],
  ['创建', 'create'],
  ['建立', 'create'],
  ['生成', 'create'],
  ['新建', 'create'],
  ['作成', 'create'],
  ['発行', 'create'],
  ['列出', 'list'],
  ['列表', 'list'],
  ['一覧', 'list'],
  ['查询', 'get'],
  ['获取', 'get'],
  ['取得', 'get'],
  ['更新', 'update'],
  ['删除', 'delete'],
  ['刪除', 'delete'],
  ['削除', 'delete'],
  ['撤销', 'revoke'],
  ['吊销', 'revoke'],
  ['撤銷', 'revoke'],
  ['失効', 'revoke'],
  ['轮换', 'rotate'],
  ['再生成', 'rotate'],
  ['쿠키', 'cookie'],
  ['토큰', 'token'],
  ['시크릿', 'secret'],
  ['비밀', 'secret'],
  ['액세스', 'access'],
  ['키', 'key'],
  ['생성', 'create'],
  ['발급', 'create'],
  ['목록', 'list'],
  ['조회', 'get'],
  ['수정', 'update'],
  ['삭제', 'delete'],
  ['폐기', 'revoke'],
  ['재발급', 'rotate'],
]

const HEADS: ReadonlySet<string> = new Set(['key', 'token', 'secret', 'credential'])
const QUALIFIERS: ReadonlySet<string> = new Set(['api', 'access', 'secret', 'service'])
const LINKS: ReadonlySet<string> = new Set(['de', 'd', 'da', 'do', 'di', 'del', 'della', 'des'])

/** English for the terms of a text that is written without blanks between words; other texts stay as they are. */
export function apart(text: string): string {
  if (!/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(text)) return text
  return RUN_TOGETHER.toSorted(([a], [b]) => b.length - a.length).reduce(
    (result, [term, english]) => result.replaceAll(term, ` ${english} `),
    text,
  )
}

/** Words, in lower case and singular, with English for the foreign ones, in the order English has: `clave`, `api` is `api`, `key`. */
export function english(list: readonly string[]): readonly string[] {
  if (!list.some((word) => Object.hasOwn(ENGLISH, word))) return list
  const result: string[] = []
  for (let i = 0; i < list.length; i++) {
    const word = list[i] ?? ''
    const known = Object.hasOwn(ENGLISH, word) ? ENGLISH[word] : undefined
    if (known === undefined) {
      result.push(word)
      continue
    }
    // In Romance languages what kind of key it is comes after it.
    const next = LINKS.has(list[i + 1] ?? '') ? i + 2 : i + 1
    const after = list[next]
    const kind = after === undefined ? undefined : (ENGLISH[after] ?? after)
    if (HEADS.has(known) && kind !== undefined && QUALIFIERS.has(kind) && kind !== known) {
      result.push(kind)
      i = next
    }
    result.push(...known.split(' '))
  }
  return result
}
