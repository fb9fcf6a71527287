// Everything can be changed from outside through the variables of the first rule.
const DARK = `--_bg: var(--faju-bg, #1f1e1b); --_fg: var(--faju-fg, #ece8df); --_soft: var(--faju-soft, #b3ada1); --_line: var(--faju-line, #57534a);
  --_accent: var(--faju-accent, #ef8f84); --_on: var(--faju-on-accent, #231210); --_mark: var(--faju-mark, #5c4a10);
  --_good: #7fd19c; --_warn: #efbf73; --_bad: #f39a90; --_wash: #2b2925; --_rule: #3a3832; color-scheme: dark;`;
const LOOKS = `
:host { all: initial; display: block; color-scheme: light;
  --_bg: var(--faju-bg, #fff); --_fg: var(--faju-fg, #1d1c1a); --_soft: var(--faju-soft, #5c5850); --_line: var(--faju-line, #8a8579);
  --_accent: var(--faju-accent, #a3271f); --_on: var(--faju-on-accent, #fff); --_mark: var(--faju-mark, #fff0b8);
  --_good: #1f6b3b; --_warn: #8a5200; --_bad: #a3271f; --_wash: #f3efe6; --_rule: #ddd8cd; --_round: var(--faju-radius, .4rem);
  font: var(--faju-font-size, 1rem)/1.6 var(--faju-font, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif); }
:host([hidden]) { display: none; }
:host([mode=button]) { display: inline-block; }
@media (prefers-color-scheme: dark) { :host(:not([theme=light])) { ${DARK} } }
:host([theme=dark]) { ${DARK} }
* { box-sizing: border-box; }
.box { background: var(--_bg); color: var(--_fg); overflow-wrap: anywhere; }
dialog { width: 44rem; max-width: calc(100vw - 1.5rem); height: 40rem; max-height: calc(100vh - 3rem); margin: 1.5rem auto auto; padding: 1rem;
  overflow: auto; border: 1px solid var(--_line); border-radius: var(--_round); background: var(--_bg); color: var(--_fg); font-size: inherit; }
dialog::backdrop { background: rgba(0, 0, 0, .45); }
.head { display: flex; align-items: center; margin: 0 0 .5rem; }
.head b { flex: 1; }
form { display: flex; position: relative; margin: 0; }
input, button { font: inherit; border: 1px solid var(--_line); border-radius: var(--_round); background: var(--_bg); color: inherit; padding: .45em .75em; margin: 0; }
input { flex: 1; min-width: 0; }
button { cursor: pointer; white-space: nowrap; }
button:hover { border-color: currentColor; }
button.main { background: var(--_accent); border-color: var(--_accent); color: var(--_on); }
form .main { margin-left: .5rem; }
input:focus, button:focus, a:focus { outline: 2px solid var(--_accent); outline-offset: 1px; }
ul { list-style: none; margin: 0; padding: 0; }
.list { position: absolute; z-index: 9; top: calc(100% + .25rem); left: 0; right: 0; max-height: 20rem; overflow: auto; background: var(--_bg);
  border: 1px solid var(--_line); border-radius: var(--_round); box-shadow: 0 .3rem 1rem rgba(0, 0, 0, .25); }
.list li { padding: .35em .75em; cursor: pointer; }
.list li[aria-selected=true] { background: var(--_wash); outline: 2px solid var(--_accent); outline-offset: -2px; }
.list small, .meta { color: var(--_soft); font-size: .875em; }
p { margin: .4em 0; }
.said:empty { display: none; }
.said.bad { color: var(--_bad); }
.busy { opacity: .55; }
.hit { border-top: 1px solid var(--_rule); padding: .6em 0; }
.title { font-weight: 700; margin: 0; }
a { color: var(--_accent); text-decoration: none; }
a:hover { text-decoration: underline; }
.status { font-weight: 400; font-size: .8em; border: 1px solid currentColor; border-radius: 1em; padding: 0 .6em; white-space: nowrap; display: inline-block; }
.in_force { color: var(--_good); } .upcoming, .undetermined { color: var(--_warn); } .repealed, .superseded { color: var(--_bad); }
.text { white-space: pre-line; }
mark { background: var(--_mark); color: inherit; border-radius: .15em; }
.note { background: var(--_wash); border-left: 3px solid var(--_warn); padding: .2em .6em; }
.acts button { font-size: .875em; padding: .2em .8em; margin: 0 .5em .25em 0; }
.foot { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; border-top: 1px solid var(--_rule); padding-top: .5em; }
[hidden] { display: none !important; }
.far { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }`;
