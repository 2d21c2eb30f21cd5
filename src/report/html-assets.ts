/** The style of the HTML report: system fonts, light and dark, nothing fetched. */
export const style: string = `
:root { color-scheme: light dark; --page: #fbfbfa; --card: #fff; --ink: #1d2125; --soft: #5a636d; --line: #dfe2e6;
  --fail: #b3261e; --warn: #8a5a00; --info: #2b5ea8; --held: #1f6f43; --code: #f3f4f2; }
@media (prefers-color-scheme: dark) { :root { --page: #15181b; --card: #1c2024; --ink: #e4e7ea; --soft: #a0a9b2;
  --line: #33393f; --fail: #ff8a80; --warn: #e8b95a; --info: #8ab4f8; --held: #7fc99b; --code: #111417; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 .25rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .4rem 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.result { border-left: .3rem solid var(--soft); padding-left: .9rem; }
.result.fail { border-color: var(--fail); } .result.held { border-color: var(--held); }
article { background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--info);
  border-radius: .4rem; padding: .8rem 1rem; margin: .8rem 0; }
article.fail { border-left-color: var(--fail); } article.warn { border-left-color: var(--warn); }
article.suppressed { border-left-color: var(--line); }
.tag { display: inline-block; font-size: .8rem; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .55rem; }
.tag.fail { color: var(--fail); } .tag.warn { color: var(--warn); } .tag.info, .tag.suppressed { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .6rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
code, pre { font: .85rem/1.5 ui-monospace, monospace; } code { overflow-wrap: anywhere; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: .3rem; padding: .6rem .8rem; margin: .5rem 0;
  overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-size: .92rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: break-word; min-width: 4rem; }
.scroll { overflow-x: auto; } .message { font-weight: 600; }
thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; } tbody th { min-width: 9rem; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--soft); }
form { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; margin: 1.25rem 0; }
select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .3rem;
  padding: .15rem .4rem; max-width: 100%; } label { max-width: 100%; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid var(--info); outline-offset: 2px; }
@media print { form { display: none; } article { break-inside: avoid; } }
`

/** Shows the filter and applies it; without it the page simply shows everything. */
export const script: string = `
const form = document.getElementById('filter')
const apply = () => {
  const { group, level } = Object.fromEntries(new FormData(form))
  let shown = 0
  for (const each of document.querySelectorAll('[data-group]')) {
    const levelled = !each.dataset.level || !level || each.dataset.level === level
    each.hidden = !(levelled && (!group || each.dataset.group === group))
    if (!each.hidden && each.dataset.level) shown += 1
  }
  for (const each of document.querySelectorAll('.question'))
    each.hidden = !each.querySelector('article:not([hidden])')
  document.getElementById('shown').textContent = shown + ' shown'
}
if (form) {
  form.hidden = false
  form.addEventListener('change', apply)
  form.addEventListener('submit', (event) => event.preventDefault())
  apply()
}
`
