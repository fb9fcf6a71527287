// The search box: a combobox over a listbox (ARIA 1.2), which an input method can be used in.
const SUGGEST_AFTER = 30; // ms: what an input method puts in at once is asked once
const MOST_SUGGESTED = 8;

class Box {
  // `search` is called with what is to be searched; `say` with a sentence for screen readers.
  constructor(host, service, search, say) {
    this.host = host;
    this.service = service;
    this.search = search;
    this.say = say;
    this.at = -1;
    this.composing = false;
    this.list = make("ul", { id: "list", class: "list", role: "listbox", hidden: true, part: "list" });
    this.input = make("input", {
      type: "text", name: "q", id: "q", part: "input", role: "combobox", autocomplete: "off", spellcheck: "false", enterkeyhint: "search",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "list", "aria-describedby": "said",
      on: {
        input: () => this.typed(),
        keydown: (event) => this.pressed(event),
        compositionstart: () => { this.composing = true; },
        // Safari sends the Enter that ends a composition after this event.
        compositionend: () => setTimeout(() => { this.composing = false; this.typed(); }, 0),
        blur: () => this.fold(),
      },
    });
    this.button = make("button", { type: "submit", class: "main", part: "button" });
    this.form = make("form", { role: "search", on: { submit: (event) => { event.preventDefault(); this.go(); } } }, this.input, this.button, this.list);
  }

  worded(words) {
    this.input.placeholder = words.placeholder;
    this.input.setAttribute("aria-label", this.host.getAttribute("label") || words.label);
    this.list.setAttribute("aria-label", words.suggestions);
    this.button.textContent = words.search;
    this.words = words;
  }

  get value() {
    return this.input.value;
  }

  set value(text) {
    this.input.value = text;
  }

  go() {
    if (this.composing) return;
    this.fold();
    this.search(this.value.trim());
  }

  typed() {
    clearTimeout(this.timer);
    if (this.composing) return;
    const text = this.value.trim();
    if (!text || text.length > 60) this.fold();
    else this.timer = setTimeout(() => this.suggest(text), SUGGEST_AFTER);
  }

  async suggest(text) {
    let told = null;
    try {
      told = await this.service.ask("suggest", "/api/v1/suggest", new URLSearchParams({ q: text, size: MOST_SUGGESTED }));
    } catch {
      return; // a help that fails is no news; the search will tell
    }
    if (told && this.value.trim() === text && this.host.shadowRoot.activeElement === this.input) this.unfold(told.suggestions);
  }

  unfold(suggestions) {
    empty(this.list);
    this.choose(-1);
    suggestions.forEach((each, index) => {
      const more = each.matched && !each.text.includes(each.matched) ? make("small", null, ` ${each.matched}`) : null;
      const on = {
        mousedown: (event) => event.preventDefault(), // the focus stays in the box
        click: () => this.take(each.text),
      };
      this.list.append(make("li", { role: "option", id: `o${index}`, "aria-selected": "false", lang: "zh-CN", on }, each.text, more));
    });
    const any = suggestions.length > 0;
    this.list.hidden = !any;
    this.input.setAttribute("aria-expanded", String(any));
    if (any) this.say(this.words.suggested(suggestions.length));
  }

  fold() {
    clearTimeout(this.timer);
    this.service.stop("suggest");
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }

  take(text) {
    this.value = text;
    this.go();
  }

  choose(index) {
    const options = this.list.children;
    if (options[this.at]) options[this.at].setAttribute("aria-selected", "false");
    this.at = index;
    const chosen = options[index];
    if (chosen) {
      chosen.setAttribute("aria-selected", "true");
      chosen.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", chosen.id);
    } else this.input.removeAttribute("aria-activedescendant");
  }

  pressed(event) {
    // While an input method composes, every key is its own.
    if (event.isComposing || event.keyCode === 229 || this.composing) {
      if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
      return;
    }
    const count = this.list.hidden ? 0 : this.list.children.length;
    if (event.key === "Escape" && count) {
      event.preventDefault(); // a dialog around it stays open
      event.stopPropagation();
      this.fold();
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.take(this.list.children[this.at].firstChild.textContent);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      if (!count && event.key === "ArrowDown" && this.value.trim()) this.suggest(this.value.trim());
      if (!count) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(this.at < 0 && step < 0 ? count - 1 : this.at + step >= count ? -1 : Math.max(this.at + step, -1));
    }
  }
}
