// <faju-search>: a box in its place, or (mode="button") a button that opens it as a dialog.
//
// faju:select (bubbles, cancelable) carries what was chosen in `detail`. A host that takes it calls preventDefault();
// otherwise the citation is copied.
const SOON = 400; // ms until "searching" is said
const SLOW = 4000; // ms until it is said that it takes long
const KINDS = ["article", "work", "case", "document"];

class FajuSearch extends HTMLElement {
  static get observedAttributes() {
    return ["lang", "mode", "label"]; // the others are read when they are needed
  }

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
    dress(this.shadowRoot);
    this.service = new Service(this);
    this.live = make("p", { class: "far", role: "status" });
    this.said = make("p", { class: "said", id: "said" });
    this.hits = make("ul", { role: "list", hidden: true });
    this.foot = make("div", { class: "foot", hidden: true });
    this.box = new Box(this, this.service, (text) => this.search(text), (sentence) => this.announce(sentence));
    this.inner = make("div", { class: "box", part: "box" }, this.box.form, this.said, this.hits, this.foot);
  }

  connectedCallback() {
    this.render();
    if (this.hasAttribute("q") && !this.asked) this.search(this.getAttribute("q"));
  }

  disconnectedCallback() {
    this.box.fold();
    this.service.stop("search");
  }

  attributeChangedCallback(name, before, now) {
    if (this.isConnected && before !== now) this.render();
  }

  get words() {
    return /^en/i.test(this.getAttribute("lang") || "") ? WORDS.en : WORDS.zh;
  }

  get value() {
    return this.box.value;
  }

  set value(text) {
    this.box.value = text;
  }

  render() {
    const words = this.words;
    const label = this.getAttribute("label") || words.label;
    const root = this.shadowRoot;
    this.box.worded(words);
    this.hits.setAttribute("aria-label", words.results);
    this.inner.lang = words === WORDS.en ? "en" : "zh-CN";
    if (!this.asked) this.tell(words.hint);
    empty(root);
    if (!root.adoptedStyleSheets || !root.adoptedStyleSheets.length) dress(root);
    if (this.getAttribute("mode") === "button") {
      const opener = make("button", { type: "button", class: "main", part: "open", "aria-haspopup": "dialog", on: { click: () => this.open() } }, label);
      const close = make("button", { type: "button", part: "close", on: { click: () => this.close() } }, words.close);
      const on = { cancel: (event) => { if (this.box.composing) event.preventDefault(); }, close: () => this.closed(opener) };
      this.beside = make("p", { class: "said" });
      this.dialog = make("dialog", { "aria-labelledby": "head", part: "dialog", on }, make("div", { class: "head" }, make("b", { id: "head" }, label), close), this.inner);
      root.append(opener, this.beside, this.dialog, this.live);
    } else {
      this.dialog = null;
      root.append(this.inner, this.live);
    }
  }

  open(text) {
    if (this.dialog && !this.dialog.open) this.dialog.showModal();
    this.box.input.focus();
    if (text) this.search(text);
  }

  close() {
    if (this.dialog && this.dialog.open) this.dialog.close();
  }

  // Comes a moment after `close`: the host may have put the focus into its editor meanwhile.
  closed(opener) {
    this.box.fold();
    const focused = this.getRootNode().activeElement;
    if (!focused || focused === document.body || focused === this) opener.focus();
  }

  // Search for a text; the answer is the promise of nothing.
  search(text) {
    this.box.value = text;
    const words = this.words;
    if (!text) return this.fail(words.nothing);
    const kind = KINDS.includes(this.getAttribute("kind")) ? this.getAttribute("kind") : "article";
    const parameters = new URLSearchParams({ q: text, kind, size: Number(this.getAttribute("size")) || 5 });
    for (const level of (this.getAttribute("level") || "").split(/[,，、\s]+/)) if (level) parameters.append("level", level);
    if (this.getAttribute("law")) parameters.set("law", this.getAttribute("law"));
    if (this.service.pending.search && this.asked === String(parameters)) return undefined; // pressed twice
    this.asked = String(parameters);
    return this.load(parameters, 1);
  }

  async load(parameters, page) {
    const words = this.words;
    const timers = [
      setTimeout(() => { this.hits.classList.add("busy"); this.tell(words.searching); }, SOON),
      setTimeout(() => this.tell(words.slow), SLOW),
    ];
    let told = null;
    try {
      parameters.set("page", page);
      told = await this.service.ask("search", "/api/v1/search", parameters);
      if (told) this.show(told, parameters, page);
    } catch (error) {
      this.fail(this.reason(error), () => this.load(parameters, page));
    } finally {
      timers.forEach(clearTimeout);
      if (told || !this.service.pending.search) this.hits.classList.remove("busy");
    }
  }

  reason(error) {
    const words = this.words;
    if (error.code === "barred") return words.barred(location.origin);
    if (error.code === "rate_limited") return `${words.refused}${error.message}${error.wait && words.refused ? ` ${words.wait(error.wait)}` : ""}`;
    return words[error.code] && !error.message ? words[error.code] : words.refused + (error.message || words.away);
  }

  show(told, parameters, page) {
    const words = this.words;
    const base = this.service.base;
    const found = told.total ? words.found(told.total, told.total_relation === "gte") : words.none;
    if (page === 1) empty(this.hits);
    const first = this.hits.children.length;
    this.hits.append(...told.hits.map((hit) => hitOf(hit, base, words, (chosen, withText) => this.choose(chosen, told, withText))));
    this.hits.hidden = !this.hits.children.length;
    this.tell(found);
    if (told.query.did_you_mean) this.said.append(words.between, words.meant(told.query.did_you_mean));
    for (const note of told.query.notes) this.said.append(words.between, make("span", { lang: "zh-CN" }, note.message));
    if (told.hits.length && !told.confident) this.said.append(words.between, words.weak);
    this.announce(this.said.textContent);
    empty(this.foot);
    const more = told.page * told.size < told.total
      ? make("button", { type: "button", on: { click: () => this.load(parameters, page + 1) } }, words.more)
      : "";
    const query = new URLSearchParams(parameters);
    for (const name of ["size", "page"]) query.delete(name);
    const all = make("a", { href: `${base}/?${query}`, target: "_blank", rel: "noopener" }, words.all, make("span", { class: "far" }, words.newWindow));
    this.foot.append(more, all);
    this.foot.hidden = !told.hits.length;
    if (page > 1 && this.hits.children[first]) this.hits.children[first].querySelector("a").focus();
  }

  tell(sentence) {
    this.said.className = "said";
    this.said.textContent = sentence;
  }

  announce(sentence) {
    this.live.textContent = sentence;
  }

  // What went wrong, and a way to try again; what was typed and found before stays.
  fail(sentence, again) {
    this.tell(sentence);
    this.said.className = "said bad";
    this.announce(sentence);
    if (again) this.said.append(" ", make("button", { type: "button", on: { click: again } }, this.words.retry));
    if (!again) this.box.input.focus();
  }

  async choose(hit, told, withText) {
    const detail = detailOf(hit, told, this.service.base, withText);
    this.close(); // so that the host can put the focus into its editor
    const chosen = new CustomEvent("faju:select", { detail, bubbles: true, cancelable: true });
    if (!this.dispatchEvent(chosen)) return;
    const text = withText && detail.text ? `${detail.citation}：${detail.text}` : detail.citation;
    const done = await copy(text, this.shadowRoot);
    const sentence = done ? this.words.copied(detail.citation) : `${this.words.uncopied}${text}`;
    this.announce(sentence);
    this.tell(sentence);
    if (this.dialog) this.beside.textContent = sentence;
  }
}

// A constructed sheet is no inline style: a strict content security policy of the host lets it be.
function dress(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOKS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make("style", null, LOOKS));
  }
}

if (!customElements.get("faju-search")) customElements.define("faju-search", FajuSearch);
