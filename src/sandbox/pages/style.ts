/** One sheet for all pages, light and dark by what the reader's system says. */
export const style = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2128, #e6e9ee); --soft: light-dark(#5b6470, #9aa4b1); --line: light-dark(#dfe3e8, #30363f);
  --paper: light-dark(#fff, #14181e); --wash: light-dark(#f5f7f9, #1b2027); --link: light-dark(#0b5cad, #6cb2ff);
  --good: light-dark(#1a7f45, #4cc77d); --bad: light-dark(#c4303b, #ff7b80); --warn: light-dark(#9a6400, #e3b341); --done: light-dark(#6f42c1, #b392f0);
  --add: light-dark(#e3f7e9, #12301f); --del: light-dark(#fdeaea, #3a191c);
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, "Segoe UI", "DejaVu Sans", sans-serif }
a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
header.top { border-bottom: 1px solid var(--line); background: var(--wash) }
header.top > div, main { max-width: 1120px; margin: 0 auto; padding: 0 24px }
header.top > div { display: flex; gap: 14px; align-items: baseline; padding-block: 13px }
header.top .brand { font-weight: 650; color: var(--ink) } header.top .where { font-size: 14px }
header.top .note { margin-left: auto; color: var(--soft); font-size: 13px }
main { padding-block: 26px 80px }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 6px; font-weight: 620 } h1 .number { color: var(--soft); font-weight: 400 }
h2 { font-size: 17px; margin: 34px 0 10px; font-weight: 620 } h3 { font-size: 15px; margin: 22px 0 8px }
.soft { color: var(--soft) } .small { font-size: 13px } code, pre, .mono { font-family: var(--mono); font-size: 12.5px }
code { background: var(--wash); border: 1px solid var(--line); border-radius: 4px; padding: 1px 4px; overflow-wrap: anywhere }
pre { background: var(--wash); border: 1px solid var(--line); border-radius: 6px; padding: 12px 14px; overflow: auto; line-height: 1.5 }
aside h3:first-child, .columns p:first-child { margin-top: 0 } aside pre { white-space: pre-wrap; overflow-wrap: anywhere }
pre code { background: none; border: 0; padding: 0; overflow-wrap: normal }
pre .added { color: var(--good) } pre .removed { color: var(--bad) }
nav.tabs { display: flex; flex-wrap: wrap; gap: 0 22px; border-bottom: 1px solid var(--line); margin: 18px 0 22px }
nav.tabs a { padding: 8px 0 9px; color: var(--soft); border-bottom: 2px solid transparent; margin-bottom: -1px }
nav.tabs a[aria-current] { color: var(--ink); border-color: var(--link); font-weight: 600 } nav.tabs a:hover { text-decoration: none; color: var(--ink) }
nav.tabs .count, .count { background: var(--wash); border: 1px solid var(--line); border-radius: 20px; padding: 0 7px; font-size: 12px; margin-left: 5px; color: var(--soft) }
.list { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; padding: 0; margin: 0; list-style: none }
.list > li { display: flex; gap: 12px; align-items: baseline; padding: 11px 16px; border-top: 1px solid var(--line) } .list > li:first-child { border-top: 0 }
.list .grow { flex: 1; min-width: 0 } .list .title { font-weight: 580; color: var(--ink) }
.empty { border: 1px dashed var(--line); border-radius: 8px; padding: 26px; text-align: center; color: var(--soft) }
.state { display: inline-block; border-radius: 20px; padding: 2px 11px; font-size: 13px; font-weight: 600; color: #fff; background: var(--soft); white-space: nowrap }
.state.open, .state.success { background: light-dark(#1a7f45, #238652) } .state.merged { background: #6f42c1 } .state.closed, .state.failure, .state.error { background: #c4303b }
.state.pending, .state.in_progress, .state.queued { background: #9a6400 }
.dot { width: 1.2em; display: inline-block; text-align: center; font-weight: 700 } .dot.success { color: var(--good) } .dot.failure { color: var(--bad) } .dot.pending { color: var(--warn) } .dot.neutral { color: var(--soft) }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 330px; gap: 34px } @media (max-width: 860px) { .columns { grid-template-columns: minmax(0, 1fr) } }
.card { border: 1px solid var(--line); border-radius: 8px; margin: 0 0 18px; overflow: hidden } .card > header { background: var(--wash); border-bottom: 1px solid var(--line); padding: 8px 16px; font-size: 14px; display: flex; gap: 8px; align-items: center; flex-wrap: wrap }
.card > .body { padding: 6px 16px } .card > header:last-child { border-bottom: 0 }
.card img, .by img { border-radius: 50%; width: 22px; height: 22px; vertical-align: -6px } .badge { border: 1px solid var(--line); border-radius: 20px; padding: 0 7px; font-size: 12px; color: var(--soft) }
.approved { border-color: var(--good) } .changes_requested { border-color: var(--bad) }
.label { border-radius: 20px; padding: 1px 9px; font-size: 12px; font-weight: 550; border: 1px solid var(--line) }
table { border-collapse: collapse; margin: 10px 0 } .scroll { overflow-x: auto } td, th { border: 1px solid var(--line); padding: 5px 11px; text-align: left; vertical-align: top } th { background: var(--wash); font-weight: 600 }
blockquote { margin: 10px 0; padding-left: 14px; border-left: 3px solid var(--line); color: var(--soft) } details { margin: 8px 0 } summary { cursor: pointer } hr { border: 0; border-top: 1px solid var(--line); margin: 20px 0 }
.code { overflow-x: auto } .code table { width: 100%; margin: 0; font: 12.5px/1.6 var(--mono) } .code td { border: 0; padding: 0 12px; white-space: pre } .code td.n { width: 1%; min-width: 44px; text-align: right; color: var(--soft); user-select: none; padding: 0 8px }
.code tr.add td { background: var(--add) } .code tr.del td { background: var(--del) } .code tr.hunk td { background: var(--wash); color: var(--soft); padding-block: 3px }
.code tr.note td { padding: 8px 14px; white-space: normal; background: var(--paper); font-family: system-ui, "DejaVu Sans", sans-serif; font-size: 14px; border-block: 1px solid var(--line) }
.remark { border: 1px solid var(--line); border-left: 4px solid var(--soft); border-radius: 6px; padding: 8px 14px; margin: 4px 0; max-width: 860px } .remark p { margin: 4px 0 } .remark.failure { border-left-color: var(--bad) } .remark.warning { border-left-color: var(--warn) } .remark.notice { border-left-color: var(--link) }
.remark .kind { font-weight: 620 } .remark.failure .kind { color: var(--bad) } .remark.warning .kind { color: var(--warn) } .remark.notice .kind { color: var(--link) }
.stat .plus { color: var(--good) } .stat .minus { color: var(--bad) } dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 5px 14px; margin: 0 } dl.facts dt { color: var(--soft) } dl.facts dd { margin: 0; overflow-wrap: anywhere }
@media (max-width: 560px) { header.top .note { display: none } header.top > div, main { padding-inline: 16px } .list > li { flex-wrap: wrap } .code td.n { min-width: 34px; padding: 0 4px } }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
`
