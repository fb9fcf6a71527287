// Suggestions while typing, as a combobox (WAI-ARIA 1.2): the box keeps the focus, arrows move through the list.
// Without script the box is a plain field.

const KINDS = { article: "条文", title: "法规", alias: "简称", term: "用语" };
const MOST = 8;
const SHORTEST_QUERY = 1;
const LONGEST_QUERY = 60; // longer texts are drafts; nothing completes them

for (const box of document.querySelectorAll("form.search input#q")) suggest(box);

function suggest(box) {
  const list = document.createElement("ul");
  list.id = `${box.id}-suggested`;
  list.className = "suggested";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "联想");
  box.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) box.setAttribute(name, value);
  // The browser's own list would lie over this one. Without it a browser restores nothing on the way back either:
  // what was typed is kept with the place in its history.
  box.setAttribute("autocomplete", "off");
  const keep = () => history.replaceState({ ...history.state, typed: box.value }, "");
  box.addEventListener("change", keep);
  box.form.addEventListener("submit", keep);
  if (!box.value && history.state && history.state.typed) box.value = history.state.typed;

  let asked = 0; // the newest question; answers to older ones are dropped
  let under = null; // what ends the question that is on its way
  let at = -1;
  let typed = box.value;

  function close() {
    asked += 1;
    if (under) under.abort();
    under = null;
    list.hidden = true;
    at = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const query = box.value.trim();
    const length = [...query].length;
    if (length < SHORTEST_QUERY || length > LONGEST_QUERY) return close();
    asked += 1;
    const mine = asked;
    if (under) under.abort();
    under = new AbortController();
    try {
      const answer = await fetch(`/api/v1/suggest?size=${MOST}&q=${encodeURIComponent(query)}`, { signal: under.signal });
      if (!answer.ok) throw new Error(answer.status);
      const { suggestions } = await answer.json();
      if (mine === asked) show(suggestions);
    } catch {
      if (mine === asked) close(); // suggestions are a help; the search itself says what is wrong
    }
    return undefined;
  }

  function show(suggestions) {
    const others = suggestions.filter((each) => each.text !== box.value.trim());
    if (!others.length || document.activeElement !== box) return close();
    list.textContent = "";
    list.append(...others.map((each, place) => {
      const row = document.createElement("li");
      row.id = `${list.id}-${place}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      row.dataset.text = each.text;
      const words = document.createElement("span");
      words.textContent = each.text;
      const kind = document.createElement("small");
      kind.textContent = each.kind === "alias" ? `简称 ${each.matched}` : KINDS[each.kind] || "";
      row.append(words, " ", kind);
      return row;
    }));
    at = -1;
    box.removeAttribute("aria-activedescendant");
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    return undefined;
  }

  function mark(place) {
    const rows = [...list.children];
    if (at >= 0) rows[at].setAttribute("aria-selected", "false");
    at = place;
    if (at < 0) {
      box.removeAttribute("aria-activedescendant");
      box.value = typed;
      return;
    }
    rows[at].setAttribute("aria-selected", "true");
    rows[at].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", rows[at].id);
    box.value = rows[at].dataset.text;
  }

  box.addEventListener("input", (event) => {
    typed = box.value;
    if (!event.isComposing) ask(); // letters of an input method are not yet words
  });
  box.addEventListener("compositionend", () => { typed = box.value; ask(); });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // keys of the input method
    const last = list.children.length - 1;
    if (event.key === "ArrowDown" && list.hidden) ask();
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") mark(at >= last ? -1 : at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? last : at - 1);
    else if (event.key === "Escape") { box.value = typed; close(); }
    else if (event.key === "Enter" || event.key === "Tab") return void close();
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => { // before blur
    const row = event.target.closest("li");
    event.preventDefault();
    if (!row || event.button !== 0) return;
    box.value = row.dataset.text;
    close();
    box.form.requestSubmit();
  });
  addEventListener("pageshow", close);
}
