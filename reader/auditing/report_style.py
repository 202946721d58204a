"""How the report looks: the house's colours, on a screen and on paper."""

STYLE = """
:root { color-scheme: light dark; --paper: #fbf9f4; --sheet: #f3efe5; --ink: #211c15;
  --muted: #514a3b; --hair: #d6cebe; --accent: #96190f; --focus: #0a4fa6; --good: #1d5230;
  --doubt: #6b4400 }
@media (prefers-color-scheme: dark) { :root { --paper: #17140f; --sheet: #211d16; --ink: #ece5d6;
  --muted: #c4bba8; --hair: #40392d; --accent: #f3a08d; --focus: #9cc3ff; --good: #9fd8b0;
  --doubt: #eac27c } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 56rem; padding: 1.5rem 1rem 4rem; background: var(--paper);
  color: var(--ink); font: 1.125rem/1.8 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC",
  "Microsoft YaHei", sans-serif; overflow-wrap: anywhere }
div:focus { outline: none }
body:has(#en:target, #en :target) #zh { display: none }
body:not(:has(#en:target, #en :target)) #en { display: none }
h1, h2, h3 { font-family: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, serif;
  line-height: 1.4 }
h1 { font-size: 2rem; margin: 0 } .site { font-size: 1.375rem; margin: 0 }
h2 { font-size: 1.5rem; margin-block: 3rem .75rem; padding-block-start: .75rem;
  border-block-start: 3px solid var(--ink) }
h3 { font-size: 1.25rem; margin-block: 2.25rem .75rem } h4 { font-size: 1.125rem; margin: 0 }
a { color: var(--accent) } :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
.switch { text-align: end; margin: 0 } .switch a { display: inline-block; padding: .5rem .75rem }
.counts { list-style: none; padding: 0; display: grid; gap: .75rem;
  grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)) }
.counts li { background: var(--sheet); padding: .75rem 1rem;
  border-inline-start: 6px solid var(--hair) }
.counts strong { display: block; font-size: 2rem; line-height: 1.3;
  font-variant-numeric: tabular-nums }
.counts .failed, article.failed { border-color: var(--accent) }
  .failed .mark { color: var(--accent) }
.counts .passed { border-color: var(--good) }
.counts .unknown, article.unknown { border-color: var(--doubt) }
  .unknown .mark { color: var(--doubt) }
.numbers td { text-align: end; font-variant-numeric: tabular-nums }
  .numbers thead th + th { text-align: end }
dl { margin: 1rem 0 } dl div { display: flex; flex-wrap: wrap; column-gap: 1rem;
  border-block-end: 1px solid var(--hair); padding-block: .125rem }
dt { padding-block: .375rem; min-width: 6rem; color: var(--muted) } dd { margin: 0;
  padding-block: .375rem }
.note { background: var(--sheet); padding: .75rem 1rem }
.todo > li { margin-block: .75rem } .todo a { display: inline-block; padding-block: .375rem;
  font-weight: bold }
article { background: var(--sheet); border-inline-start: 6px solid var(--hair);
  padding: .75rem 1rem; margin-block: 1rem }
article p { margin-block: .375rem } .mark { white-space: nowrap }
.norm { color: var(--muted) } code { font-size: .9375em }
article ul { padding-inline-start: 1.25rem; margin-block: .25rem }
  article li { margin-block: .5rem }
summary { min-block-size: 2.75rem; padding-block: .5rem; cursor: pointer }
.table { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: start; padding: .5rem .75rem .5rem 0; border-block-end: 1px solid var(--hair);
  vertical-align: baseline; min-width: 4rem } tbody th { font-weight: normal; min-width: 11rem }
#zh-pages li a, #en-pages li a, section li a { display: inline-block; padding-block: .375rem }
@media print {
  :root { --paper: #fff; --sheet: #fff; --ink: #000; --muted: #333; --hair: #999; --accent: #7a120a;
    --good: #000; --doubt: #000 }
  body { max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.6 }
  .switch { display: none }
  article, tr { break-inside: avoid } h2, h3, h4 { break-after: avoid } a { color: inherit }
  article { border-block: 1px solid var(--hair); border-inline-end: 1px solid var(--hair) }
  details::details-content { content-visibility: visible; block-size: auto }
  summary { list-style: none; min-block-size: 0 } .table { overflow: visible }
}
"""
