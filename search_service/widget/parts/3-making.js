// Elements by calls, never by markup: what a law or an answer holds is only ever text.
function make(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [kind, listener] of Object.entries(value)) made.addEventListener(kind, listener);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

function empty(element) {
  while (element.lastChild) element.lastChild.remove();
}

// Spans count Unicode characters; JavaScript's strings count halves of some.
function marked(characters, spans, start, end) {
  const parts = [];
  let done = start;
  for (const [from, to] of spans) {
    const first = Math.max(from, done);
    const last = Math.min(to, end);
    if (last <= first) continue;
    parts.push(characters.slice(done, first).join(""), make("mark", null, characters.slice(first, last).join("")));
    done = last;
  }
  parts.push(characters.slice(done, end).join(""));
  return parts;
}

const DIGITS = "零一二三四五六七八九";

function numeral(number) {
  if (number > 99) return String(number);
  const tens = Math.floor(number / 10);
  const ones = number % 10;
  if (!tens) return DIGITS[ones];
  return (tens > 1 ? DIGITS[tens] : "") + "十" + (ones ? DIGITS[ones] : "");
}

// 《全称》第十六条第一款第（二）项, as 立法技术规范 writes it: inside a citation the number of an item has no brackets.
function citationOf(hit) {
  const title = hit.law ? hit.law.title : hit.title;
  const name = `《${title.replace(/《/g, "〈").replace(/》/g, "〉")}》`;
  if (hit.kind === "work" || hit.kind === "case") return name;
  const paragraph = hit.paragraph ? `第${numeral(hit.paragraph)}款` : "";
  const item = hit.item ? `第${numeral(hit.item)}项` : "";
  return name + (hit.article_no || "").replace(/、$/, "") + paragraph + item;
}

// The part of the text that is cited: of a paragraph or an item it is the span that the service marks.
function citedText(hit) {
  if (!(hit.paragraph || hit.item) || hit.highlights.length !== 1) return hit.text || "";
  return Array.from(hit.text).slice(...hit.highlights[0]).join("").trim();
}

function pathOf(hit) {
  if (hit.kind === "case") return `/cases/${hit.id}`;
  if (hit.kind === "document") return `/documents/${hit.id}`;
  const [work, version, unit] = hit.id.split(":");
  return unit ? `/laws/${work}/units/${encodeURIComponent(unit)}?version=${version}` : `/laws/${work}`;
}

async function copy(text, root) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // a frame may not be allowed to; the old way is
    }
  }
  const before = root.activeElement;
  const area = make("textarea", { class: "far", readonly: true, "aria-hidden": "true", tabindex: "-1" });
  area.value = text;
  root.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (before) before.focus();
  return done;
}
