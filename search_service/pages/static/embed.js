// In a frame: the page around it, where its origin is allowed, is told what was chosen and how high this page is.

const host = document.body.dataset.host; // empty: nobody is told
if (host && window.parent !== window) {
  const tell = (type, detail) => window.parent.postMessage({ type, detail }, host);
  document.addEventListener("faju:select", (event) => {
    event.preventDefault();
    tell("faju:select", event.detail);
  });
  new ResizeObserver(() => tell("faju:height", { height: document.body.offsetHeight })).observe(document.body);
}
