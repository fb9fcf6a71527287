// One result, and what the host gets of it.
const SHORT = 220; // characters shown of a long text
const BEFORE = 40; // of them before the first word that was searched for

function detailOf(hit, told, base, withText) {
  return {
    kind: hit.kind,
    id: hit.id,
    citation: citationOf(hit),
    text: citedText(hit),
    with_text: withText,
    law: hit.law ? { id: hit.law.id, title: hit.law.title, level: hit.law.level } : null,
    article_no: hit.article_no || null,
    paragraph: hit.paragraph || null,
    item: hit.item || null,
    currency: hit.currency || null,
    verdict: hit.verdict || null,
    as_of: told.as_of,
    library: told.library.version,
    url: base + pathOf(hit),
  };
}

function textOf(hit, words) {
  const characters = Array.from(hit.text || "");
  if (!characters.length || hit.kind === "work") return null;
  const spans = hit.highlights || [];
  const text = make("p", { class: "text", lang: "zh-CN" });
  if (characters.length <= SHORT + BEFORE) {
    text.append(...marked(characters, spans, 0, characters.length));
    return text;
  }
  const first = spans.length ? Math.max(0, spans[0][0] - BEFORE) : 0;
  const start = first < BEFORE ? 0 : first;
  const end = Math.min(characters.length, start + SHORT);
  const whole = () => {
    empty(text);
    text.append(...marked(characters, spans, 0, characters.length));
  };
  text.append(start ? "……" : "", ...marked(characters, spans, start, end), end < characters.length ? "……" : "", " ",
    make("button", { type: "button", on: { click: whole } }, words.unfold));
  return text;
}

// `choose(hit, withText)` is called for the buttons.
function hitOf(hit, base, words, choose) {
  const citation = citationOf(hit);
  const about = hit.law
    ? [hit.law.level, hit.law.version_date && words.text(hit.law.version_date), ...(hit.path || [])]
    : [hit.issuer, hit.region, hit.date];
  const link = make("a", { href: base + pathOf(hit), target: "_blank", rel: "noopener", lang: "zh-CN" }, citation, make("span", { class: "far" }, words.newWindow));
  const status = hit.currency && make("span", { class: `status ${hit.currency}` }, words.status[hit.currency] || hit.currency);
  const act = (name, withText) =>
    make("button", { type: "button", part: "act", "aria-label": `${name} ${citation}`, on: { click: () => choose(hit, withText) } }, name);
  return make("li", { class: "hit", part: "hit" },
    make("p", { class: "title" }, link, " ", status),
    make("p", { class: "meta", lang: "zh-CN" }, about.filter(Boolean).join(" · ")),
    ...(hit.notes || []).map((note) => make("p", { class: "note", lang: "zh-CN" }, note.message)),
    textOf(hit, words),
    make("p", { class: "acts" }, act(words.cite, false), hit.text && hit.kind !== "work" ? act(words.citeText, true) : null));
}
