// Accept or dismiss a finding, with a reason; kept on this page only, and saved as a text file when asked.

const findings = [...document.querySelectorAll(".finding")];
const bar = document.querySelector(".decided");

const line = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");

function button(words, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "plain";
  made.textContent = words;
  made.setAttribute("aria-pressed", "false");
  made.addEventListener("click", press);
  return made;
}

function offer(finding) {
  const row = document.createElement("p");
  row.className = "decide";
  const why = document.createElement("label");
  why.hidden = true;
  const reason = document.createElement("input");
  reason.maxLength = 300;
  reason.addEventListener("input", count);
  why.append("不采纳的理由 ", reason);
  const choices = ["采纳", "不采纳"].map((words) => button(words, () => {
    const taken = finding.dataset.decided === words ? "" : words;
    finding.dataset.decided = taken;
    for (const each of choices) each.setAttribute("aria-pressed", String(each.textContent === taken));
    why.hidden = taken !== "不采纳";
    if (!why.hidden) reason.focus();
    count();
  }));
  row.append(...choices, why);
  finding.append(row);
}

function undecided() {
  return findings.filter((each) => {
    const dismissed = each.dataset.decided === "不采纳";
    return !each.dataset.decided || (dismissed && !each.querySelector(".decide input").value.trim());
  });
}

function count() {
  const left = undecided();
  const bare = left.filter((each) => each.dataset.decided).length;
  const missing = bare ? `，${bare} 个不采纳的没有写理由` : "";
  bar.querySelector("output").textContent = `已处理 ${findings.length - left.length}/${findings.length}${missing}`;
}

function written() {
  const lines = ["处理意见", ""];
  findings.forEach((each, at) => {
    const reason = each.querySelector(".decide input").value.trim();
    const decided = each.dataset.decided || "没有处理";
    lines.push(`${at + 1}. ${line(each.querySelector(".what"))}`);
    for (const part of each.querySelectorAll(":scope > .meta, cite")) lines.push(`   ${line(part)}`);
    lines.push(`   处理：${decided}${decided === "不采纳" ? `；理由：${reason || "没有写明"}` : ""}`, "");
  });
  for (const fact of document.querySelectorAll(".facts li")) lines.push(line(fact));
  return lines.join("\r\n");
}

function save() {
  const address = URL.createObjectURL(new Blob(["\ufeff", written()], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "处理意见.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

if (bar && findings.length) {
  findings.forEach(offer);
  bar.querySelector("button").addEventListener("click", save);
  bar.hidden = false;
  count();
}
