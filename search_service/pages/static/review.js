// Small helps on top of a page that works without script: folded findings open when their mark is followed,
// findings are narrowed down to one rule, a long review says that it is under way.

function reveal() {
  const wanted = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!wanted) return;
  for (let each = wanted; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  wanted.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", reveal);
reveal();

const rule = document.getElementById("rule");
if (rule) {
  rule.closest(".filter").hidden = false;
  rule.addEventListener("change", () => {
    for (const each of document.querySelectorAll(".finding")) {
      each.hidden = Boolean(rule.value) && each.dataset.rule !== rule.value;
    }
    if (!rule.value) return;
    for (const each of document.querySelectorAll(".found details")) {
      if (each.querySelector(".finding:not([hidden])")) each.open = true;
    }
  });
}

const said = document.querySelector("form.check .said");
if (said) {
  said.closest("form").addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.text.value.trim() && !form.file.files.length) {
      event.preventDefault();
      said.textContent = "请粘贴文稿，或者选择一个文件。";
      form.text.focus();
    } else if (!form.form.value) {
      said.textContent = said.dataset.busy;
    }
  });
  addEventListener("pageshow", () => { said.textContent = ""; });
  dropping(said.closest("form"));
}

// A file dropped on the form is the chosen one; dropped beside it, the browser would leave the page.
function dropping(form) {
  for (const kind of ["dragover", "drop"]) {
    addEventListener(kind, (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  }
  form.addEventListener("dragover", () => form.classList.add("dropping"));
  form.addEventListener("dragleave", () => form.classList.remove("dropping"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    form.file.files = event.dataTransfer.files;
    said.textContent = `已选择 ${event.dataTransfer.files[0].name}`;
  });
}
