// Reading settings of this browser, applied before anything is drawn. A classic script: modules come too late.
(function () {
  try {
    var root = document.documentElement;
    var size = localStorage.getItem("faju.size");
    var theme = localStorage.getItem("faju.theme");
    if (size === "large" || size === "larger") root.classList.add("size-" + size);
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (error) { /* storage is switched off: the system's settings count */ }
})();
