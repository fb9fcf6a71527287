// Small helps on top of pages that work without script: Chinese input methods, a query that is too long,
// a server that is away, copying.

const ANSWER_WITHIN = 5000; // ms; a healthy server answers /healthz in a few

for (const said of document.querySelectorAll("form.search > .said")) watch(said.closest("form"));

function watch(form) {
  const input = form.querySelector("input[name=q]");
  const said = form.querySelector(".said");
  let composing = false;
  let asking = false;

  // While an input method composes, Enter and Escape belong to it. Safari sends the Enter that ends a
  // composition after compositionend, marked by key code 229 only.
  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { setTimeout(() => { composing = false; }, 0); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
  });
  input.addEventListener("input", () => { said.textContent = ""; });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (composing || asking) return;
    const limit = Number(input.dataset.limit);
    const length = [...input.value].length;
    if (!input.value.trim()) {
      said.textContent = "请输入主题、法名或条文号。";
      input.focus();
    } else if (limit && length > limit) {
      said.textContent = `检索词有 ${length} 个字符，最多 ${limit} 个。请只留下要找依据的那一段。`;
    } else {
      asking = true;
      const there = await answers();
      asking = false;
      if (there) form.submit();
      else said.textContent = "服务没有应答，输入的内容还在这里，请稍后再按一次检索。";
    }
  });
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value && name !== "q") event.formData.delete(name);
  });
  addEventListener("pageshow", () => { said.textContent = ""; });
}

// A long text is not let go either when nobody would take it; and it is sent once. (The form's own script has
// looked at it before.)
let sending = false;
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form.check") || event.defaultPrevented) return;
  event.preventDefault();
  if (sending) return;
  sending = true;
  if (await answers()) form.submit();
  else form.querySelector(".said").textContent = "服务没有应答，内容还在这里，请稍后再试。";
  setTimeout(() => { sending = false; }, 1000); // a file that comes back leaves the page as it is
});

// Leaving for a server that is away would replace the page, and what was typed in it, by the browser's own.
async function answers() {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), ANSWER_WITHIN);
  try {
    await fetch("/healthz", { cache: "no-store", signal: ended.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // plain http on an intranet has no clipboard API
  area.value = text;
  area.setAttribute("readonly", "");
  area.className = "hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy refused");
  return undefined;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = button.parentElement.querySelector(".said");
    try {
      await copy(button.dataset.copy);
      said.textContent = "已复制";
    } catch {
      const cite = button.parentElement.querySelector(".cite");
      said.textContent = cite ? "浏览器不允许复制，请选取上面的引用后手动复制。" : `请手动复制：${button.dataset.copy}`;
      if (cite) getSelection().selectAllChildren(cite);
    }
  });
}

// Reading settings; early.js applies them on the next page.
const settings = document.querySelector(".settings");
if (settings) {
  settings.hidden = false;
  for (const select of settings.querySelectorAll("select")) {
    const key = `faju.${select.dataset.setting}`;
    try {
      select.value = localStorage.getItem(key) || "";
      select.addEventListener("change", () => {
        if (select.value) localStorage.setItem(key, select.value);
        else localStorage.removeItem(key);
        location.reload();
      });
    } catch {
      settings.hidden = true; // storage is switched off
    }
  }
}

// “/” goes to the search box, unless something is being typed.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("q");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// What is folded is printed too: paper cannot be opened.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")].filter((each) => !each.closest("form"));
  for (const each of folded) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of folded) each.open = false;
  folded = [];
});

// A link to something folded (an article's citations) opens it.
function unfold() {
  const wanted = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!wanted || wanted.tagName !== "DETAILS") return;
  wanted.open = true;
  wanted.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();
