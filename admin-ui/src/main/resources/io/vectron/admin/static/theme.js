// Before the first paint: the theme that was chosen in this browser, else the system's.
(() => {
  const chosen = localStorage.getItem('vectron-theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
