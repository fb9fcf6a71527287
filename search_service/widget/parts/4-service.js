// The service behind `endpoint`. Each call replaces the one before of its kind: answers never arrive out of order.
const ANSWER_WITHIN = 15000; // ms

// Where this file came from is where the service is, unless `endpoint` says otherwise. A module is no currentScript.
const SCRIPT = document.currentScript || document.querySelector('script[src*="widget.js"]');
const FROM = SCRIPT ? new URL(".", SCRIPT.src).href : location.href;

class Refusal extends Error {
  constructor(code, detail, wait) {
    super(detail);
    this.code = code;
    this.wait = wait;
  }
}

class Service {
  constructor(host) {
    this.host = host;
    this.pending = {};
  }

  get base() {
    const given = this.host.getAttribute("endpoint");
    try {
      const address = new URL(given === null ? FROM : given, document.baseURI);
      return /^https?:$/.test(address.protocol) ? address.origin + address.pathname.replace(/\/$/, "") : null;
    } catch {
      return null;
    }
  }

  stop(kind) {
    if (this.pending[kind]) this.pending[kind].abort();
    delete this.pending[kind];
  }

  // The answer as an object; null when a later call of the kind took its place. Throws a Refusal.
  async ask(kind, path, parameters) {
    this.stop(kind);
    const base = this.base;
    if (!base) throw new Refusal("misplaced");
    const controller = new AbortController();
    this.pending[kind] = controller;
    let late = false;
    const timer = setTimeout(() => { late = true; controller.abort(); }, ANSWER_WITHIN);
    const key = this.host.getAttribute("key");
    try {
      const answer = await fetch(`${base}${path}?${parameters}`, {
        credentials: "omit",
        headers: key ? { Authorization: `Bearer ${key}` } : {},
        signal: controller.signal,
      });
      const told = await answer.json().catch(() => { throw new Refusal(controller.signal.aborted ? "late" : "misplaced"); });
      if (!answer.ok) throw new Refusal(told.code, told.detail, Number(answer.headers.get("Retry-After")));
      return this.pending[kind] === controller ? told : null;
    } catch (error) {
      if (this.pending[kind] !== controller && !late) return null;
      if (error instanceof Refusal) throw error;
      throw new Refusal(late ? "late" : await this.reachable(base));
    } finally {
      clearTimeout(timer);
      if (this.pending[kind] === controller) delete this.pending[kind];
    }
  }

  // A browser does not say why an answer is kept from a page. The service may be there and not allow its origin.
  async reachable(base) {
    if (new URL(base).origin === location.origin) return "away";
    try {
      await fetch(`${base}/healthz`, { mode: "no-cors", credentials: "omit", cache: "no-store" });
      return "barred";
    } catch {
      return "away";
    }
  }
}
