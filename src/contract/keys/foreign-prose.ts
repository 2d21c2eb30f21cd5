/** Of a language, the words that say something is shown, and phrases that alone say it is shown at creation only. */
interface Language {
  /** Beginnings of words for showing and handing out. */
  readonly shown: string
  /** Phrases for "only once", which need a word for showing beside them. */
  readonly once: string
  /** Phrases that need no other word: "only on creation", "cannot be shown again". */
  readonly alone: readonly string[]
}

/** Near enough to belong together: one sentence's worth of other words. */
const GAP = '[^.。]{0,60}'

const LANGUAGES: readonly Language[] = [
  {
    // German
    shown:
      '(?:an)?gezeigt|ausgegeben|zurückgegeben|sichtbar|einsehbar|abrufbar|übermittelt|mitgeteilt|zu sehen|angezeigt',
    once: '(?:nur|genau|lediglich|bloß) (?:ein(?:ziges)? ?mal|einmalig)|einmalig|ein einziges mal',
    alone: [
      'nur (?:direkt |unmittelbar )?(?:bei|beim|nach|während|in) (?:der |dem |dieser |ihrer |seiner )?(?:erstellung|anlage|erzeugung|anlegen|erstellen|erzeugen|antwort)',
      `nicht (?:mehr|wieder|erneut|noch ?mals?|noch einmal) ${GAP}(?:angezeigt|abgerufen|abrufbar|einsehbar|eingesehen|sichtbar|ausgelesen|wiederhergestellt|anzeigen|abrufen)`,
      'nicht (?:mehr|wieder|erneut) (?:angezeigt|abgerufen|abrufbar|einsehbar|eingesehen|sichtbar|anzeigen|abrufen)',
    ],
  },
  {
    // French
    shown: 'affich|montr|renvoy|retourn|visible|communiqu|révél|fourni|divulgu|présent|transmis',
    once: "(?:une (?:seule|unique) fois|qu['’]une (?:seule )?fois)",
    alone: [
      "(?:uniquement|seulement|que|qu['’]) ?(?:lors de|à|au moment de) (?:la |sa )?(?:création|génération)",
      `(?:ne|n['’])${GAP}(?:plus|jamais)${GAP}(?:affich|récupér|consult|visible|accessible|retrouv|voir|lire|montr)`,
    ],
  },
  {
    // Spanish
    shown: 'mostr|muestr|visualiz|devuel|devolv|revel|visible|entreg|aparec|verá|ver\\b',
    once: '(?:una (?:sola|única) vez|(?:solo|sólo|solamente|únicamente) una vez)',
    alone: [
      '(?:solo|sólo|solamente|únicamente) (?:se [a-z]+ )?(?:al|en el momento de|durante) (?:su |la )?(?:crear|creación|generar|generación)',
      `no (?:se )?(?:podr|pued)${GAP}(?:de nuevo|otra vez|más adelante|después|posteriormente|nuevamente)`,
      'no (?:se )?(?:volver|vuelv)[a-zéáó]* a (?:mostrar|ver|aparecer|visualizar)',
    ],
  },
  {
    // Portuguese
    shown: 'mostrad|mostra|exibid|exibe|retornad|devolvid|revelad|visível|apresentad|fornecid',
    once: '(?:uma (?:única|só) vez|(?:apenas|somente|só) uma vez)',
    alone: [
      '(?:apenas|somente|só) (?:[a-zéáã]+ ){0,2}?(?:na|no momento da|durante a|ao) (?:sua )?(?:criação|criar|geração)',
      `não (?:será|poderá|é|pode|seja)${GAP}(?:novamente|de novo|outra vez|depois|mais tarde|posteriormente)`,
    ],
  },
  {
    // Italian
    shown: 'mostrat|visualizzat|restituit|visibil|fornit|rivelat|mostra',
    once: "(?:una sola volta|un['’]unica volta|(?:solo|soltanto|solamente) una volta)",
    alone: [
      '(?:solo|soltanto|unicamente|esclusivamente) (?:al momento della|alla|durante la|in fase di) (?:sua )?(?:creazione|generazione)',
      `non (?:sarà|potrà|verrà|è|può)${GAP}(?:di nuovo|nuovamente|in seguito|successivamente)`,
      'non (?:sarà|potrà|verrà|è|può) più (?:essere )?(?:visualizzat|mostrat|recuperat|vist|consultat|visibil)',
    ],
  },
  {
    // Russian
    shown: 'показ|отображ|возвращ|выда[её]|доступ|увид|вид',
    once: '(?:только|лишь|всего) (?:один|1) раз|однократно',
    alone: [
      '(?:только|лишь) (?:при|в момент|во время|сразу после|в ответе на) (?:его |её )?(?:создани|генераци|выпуск)',
      `(?:больше|повторно|снова|впоследствии)${GAP}(?:не |нельзя|невозможно)${GAP}(?:показ|получ|увид|просмотр|посмотр|отображ|восстанов)`,
      '(?:нельзя|невозможно|не получится|не сможете)[^.]{0,40}(?:повторно|снова|ещё раз|еще раз|позже)',
    ],
  },
  {
    // Korean
    shown: '표시|반환|노출|제공|보여|확인|조회|볼 수',
    once: '(?:단 ?)?(?:한 ?번|1 ?회|1 ?번)만',
    alone: [
      '(?:생성|발급) ?(?:시|시점|직후|응답)에?(?:만| ?한 ?번| ?1 ?회)',
      '다시[^.]{0,12}(?:표시|조회|확인|볼|반환)[^.]{0,14}(?:없|않|못|불가)',
    ],
  },
  {
    // Chinese
    shown: '显示|展示|返回|可见|查看|提供|出现|顯示|回傳|檢視',
    once: '(?:仅|只|僅)[^。]{0,12}(?:一次|1 ?次)',
    alone: [
      '(?:仅|只|僅)[^。]{0,12}(?:显示|展示|返回|可见|查看|提供|出现|顯示|回傳|檢視)[^。]{0,6}(?:一次|1 ?次)',
      '(?:仅|只|僅)(?:会|能|可)?(?:在)?[^。]{0,6}(?:创建|建立|生成)[^。]{0,8}(?:显示|展示|返回|可见|查看|顯示)',
      '(?:无法|不能|不会|不可|不再|無法|不會)[^。]{0,10}(?:再次|重新|再)[^。]{0,6}(?:查看|显示|获取|展示|找回|返回|顯示|檢視)',
    ],
  },
  {
    // Japanese
    shown: '表示|返|取得|確認|閲覧|参照',
    once: '(?:一度|[1１一] ?[回度])(?:だけ|のみ|限り|しか)',
    alone: [
      '(?:作成|発行|生成)時(?:に)?(?:のみ|だけ|しか)',
      '(?:この|作成の|発行の)(?:応答|レスポンス)(?:で|に)?の?(?:み|だけ|しか)',
      '再(?:取得|表示)(?:は)?(?:不可|でき(?:ません|ない))',
      '(?:再度?|二度と|もう一度|後から|あとから)[^。]{0,10}(?:表示|取得|確認|閲覧|参照)[^。]{0,10}(?:できません|されません|できない|されない|不可)',
    ],
  },
]

/** Phrases by which documents in languages other than English say that a secret is shown at creation only. */
export const FOREIGN_ONCE: readonly RegExp[] = LANGUAGES.flatMap(({ shown, once, alone }) => [
  new RegExp(`(?:${once})${GAP}(?:${shown})|(?:${shown})${GAP}(?:${once})`, 'iu'),
  ...alone.map((phrase) => new RegExp(phrase, 'iu')),
])

/** What such a sentence must speak of, when it does not stand on the secret itself. */
export const FOREIGN_SUBJECT: RegExp =
  /schlüssel|geheimnis|zugangsdaten|(?<!\p{L})cl(?:é|ef)s?(?!\p{L})|jeton|secret|\bclaves?\b|\bllaves?\b|chave|segredo|chiav[ei]|segret|gettone|密钥|秘钥|金鑰|令牌|凭证|凭据|憑證|キー|トークン|シークレット|鍵|ключ|токен|секрет|키|토큰|시크릿|비밀/iu

/** How documents in other languages say that a member is the secret itself, in clear. */
export const FOREIGN_SAYS_SECRET: RegExp =
  /klartext|vollständige[rs]? (?:schlüssel|token)|en clair|texto (?:plano|claro|sin cifrar)|em texto (?:puro|simples)|in chiaro|明文|平文|完整(?:的)?(?:密钥|令牌)|sicher auf(?:zu)?bewahren|conserve[rz]|guárd(?:a|e)la|guarde-a/iu

/** How they say that it is an identifier or a shortened form. */
export const FOREIGN_SAYS_OTHERWISE: RegExp =
  /^\W*(?:die |der |das |la |le |l['’]|el |o |a |il )?(?:eindeutige |interne )?(?:kennung|bezeichner|präfix|identifiant|préfixe|identificador|prefijo|prefixo|identificativo|prefisso|标识|前缀|接頭辞|識別子)|letzten? (?:vier|4) zeichen|maskiert|masqué|enmascarad|mascarad|mascherat|掩码|脱敏|マスク/iu
