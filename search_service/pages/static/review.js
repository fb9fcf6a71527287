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
      said.textContent = "正在审查，长文稿要几秒钟…";
    }
  });
  addEventListener("pageshow", () => { said.textContent = ""; });
}
