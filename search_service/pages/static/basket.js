// The table of bases, kept in this browser. Without script (or without storage) its links carry the articles.

const KEY = "faju.basket";
const MOST = 200;

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(found) ? found.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

function keep(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...new Set(ids)].slice(0, MOST)));
    return true;
  } catch {
    return false; // storage is switched off; the links do it then
  }
}

function address(ids) {
  return ids.length ? `/basket?${ids.map((each) => `u=${encodeURIComponent(each).replace(/%3A/g, ":")}`).join("&")}` : "/basket";
}

function show() {
  const ids = kept();
  for (const link of document.querySelectorAll("[data-basket-link]")) {
    link.href = address(ids);
    link.textContent = ids.length ? `依据表（${ids.length}）` : "依据表";
  }
  for (const link of document.querySelectorAll("a[data-basket]")) {
    const chosen = ids.includes(link.dataset.basket);
    link.textContent = chosen ? "移出依据表" : "加入依据表";
    link.setAttribute("role", "button");
    link.setAttribute("aria-pressed", String(chosen));
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-basket], a[data-basket-remove], a[data-basket-clear]");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { basket, basketRemove, basketAdd } = link.dataset;
  if ("basketClear" in link.dataset) return void keep([]);
  const ids = kept();
  if (basketRemove) {
    const place = ids.indexOf(basketRemove);
    if (place >= 0) ids.splice(place, 1, ...(basketAdd ? [basketAdd] : []));
    return void keep(ids);
  }
  if (keep(ids.includes(basket) ? ids.filter((each) => each !== basket) : [...ids, basket])) {
    event.preventDefault();
    show();
  }
});
document.addEventListener("keydown", (event) => { // role=button answers the space bar too
  if (event.key === " " && event.target.matches("a[data-basket]")) {
    event.preventDefault();
    event.target.click();
  }
});
addEventListener("storage", show);
addEventListener("pageshow", show);

const page = document.querySelector("[data-basket-page]");
if (page) {
  if (page.dataset.added) keep([...kept(), ...page.dataset.units.split(" ")]); // the table is added to: it is ours
  else if (!page.dataset.units && !location.search && kept().length) location.replace(address(kept()));
}
show();
