// Loads on the page of the library: sent with a key that only this page knows, watched while they run.

const AGAIN = 1500; // ms between two looks at a load that runs
const list = document.querySelector("[data-loads]");
const form = document.querySelector(".upload");
const words = JSON.parse(list.dataset.words);
const said = form.querySelector(".said");
form.hidden = false;
document.querySelector(".note.without").hidden = true;
const running = () => Boolean(list.querySelector(".status.running, .status.queued"));
let timer = 0;
let away = false;

const key = () => form.key.value.trim();
const headers = () => (key() ? { Authorization: `Bearer ${key()}` } : {});

async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: headers() });
  } catch {
    throw Object.assign(new Error("服务没有应答，内容还在这里，请稍后再试。"), { away: true });
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.detail || `服务没有接受（${answer.status}）。`);
  return told;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function row(load) {
  const item = element("li");
  item.dataset.load = load.id;
  const state = (words.states[load.state] || load.state) + (load.dry_run ? "（只检查）" : "");
  item.append(element("b", `第 ${load.id} 批`), ` ${load.label} `, element("span", state, `status ${load.state}`));
  const meta = element("p", "", "meta");
  const counted = Object.entries(load.counts).filter(([, count]) => count).map(([name, count]) => `${words.outcomes[name] || name} ${count}`);
  meta.append([new Date(load.asked_at).toLocaleString("zh-CN"), counted.join("，")].filter(Boolean).join(" · "), " · ");
  const report = element("a", "报告（Excel）");
  report.href = load.links.report;
  meta.append(report);
  item.append(meta);
  if (load.progress && (load.state === "running" || load.state === "queued")) item.append(progress(load.progress));
  if (load.error) item.append(element("p", load.error.message, "note weak"));
  const acts = element("p", "", "acts");
  for (const [what, name] of [["cancel", "取消"], ["resume", "继续"], ["confirm", "确认载入"], ["undo", "撤回"]]) {
    if (load.can[what] && key()) acts.append(act(load, what, name));
  }
  if (acts.children.length) item.append(acts);
  return item;
}

function progress(told) {
  const line = element("p", "", "meta");
  const bar = element("progress");
  if (told.total) { bar.max = told.total; bar.value = told.done; }
  bar.setAttribute("aria-label", "进度");
  const left = told.seconds_left ? `，约剩 ${Math.ceil(told.seconds_left)} 秒` : "";
  line.append(`${words.phases[told.phase] || ""} `, bar, ` ${told.done}${told.total ? ` / ${told.total}` : ""}${left}`);
  return line;
}

function act(load, what, name) {
  const button = element("button", name, "quiet");
  button.type = "button";
  button.addEventListener("click", async () => {
    if (what === "undo" && button.textContent === name) { // it takes away what others may be using
      button.textContent = "再按一次，撤回整批";
      button.addEventListener("blur", () => { button.textContent = name; });
      return;
    }
    button.disabled = true;
    try {
      await call(`/api/v1/imports/${load.id}/${what}`, { method: "POST" });
      said.textContent = "";
    } catch (error) {
      said.textContent = error.message;
    }
    look();
  });
  return button;
}

async function look() {
  clearTimeout(timer);
  try {
    const { imports } = await call("/api/v1/imports?size=10");
    if (away) said.textContent = "";
    away = false;
    if (imports.length) {
      list.textContent = "";
      list.append(...imports.map(row));
    }
    if (running()) timer = setTimeout(look, AGAIN);
  } catch (error) {
    away = Boolean(error.away) && running();
    said.textContent = away ? "服务没有应答；恢复以后，这里接着显示进度。" : error.message;
    if (away) timer = setTimeout(look, AGAIN);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  if (button.disabled) return;
  const data = new FormData();
  for (const file of form.file.files) data.append("file", file);
  if (form.dry_run.checked) data.append("dry_run", "true");
  button.disabled = true;
  said.textContent = "正在上传…";
  try {
    const told = await call("/api/v1/imports", { method: "POST", body: data });
    said.textContent = `已收下，是第 ${told.import.id} 批。`;
    form.file.value = "";
  } catch (error) {
    said.textContent = error.message;
  }
  button.disabled = false;
  look();
});
form.key.addEventListener("change", look);
if (running()) look();
