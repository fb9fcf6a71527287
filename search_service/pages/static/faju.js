// Small helps on top of pages that work without script: copying, and Chinese input methods.
// 中文输入法：组字时按 Enter 只是选字，不提交检索。

for (const form of document.querySelectorAll("form.search")) {
  const input = form.querySelector("input[type=search]");
  let composing = false;
  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { setTimeout(() => { composing = false; }, 0); });
  form.addEventListener("submit", (event) => {
    if (composing || !input.value.trim()) event.preventDefault();
  });
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value && name !== "q") event.formData.delete(name);
  });
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
      said.textContent = "浏览器不允许复制，请手动选取下面的文字";
    }
  });
}
