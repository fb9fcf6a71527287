// 系统自己的脚本：把选用的依据插入正文。

const draft = document.getElementById("draft");
draft.setSelectionRange(draft.value.length, draft.value.length);

function insert({ citation, text, with_text: withText }) {
  draft.setRangeText(withText ? `${citation}（${text}）` : citation, draft.selectionStart, draft.selectionEnd, "end");
  draft.focus();
}

// 用元素嵌入：事件会冒泡；preventDefault() 表示已经收下
const picker = document.getElementById("picker");
if (picker) {
  picker.addEventListener("faju:select", (event) => {
    event.preventDefault();
    insert(event.detail);
  });
}

// 用框架嵌入：只收法据服务发来的消息
const frame = document.getElementById("faju");
if (frame) {
  addEventListener("message", (event) => {
    if (event.origin !== frame.dataset.faju || event.source !== frame.contentWindow) return;
    if (event.data.type === "faju:select") insert(event.data.detail);
    if (event.data.type === "faju:height") frame.style.height = `${Math.max(384, Math.min(event.data.detail.height, 900))}px`;
  });
}
