// Every page: theme switch, live events, dialogs, copying, and the query form. Charts are in charts.js.

const $ = (selector, root = document) => root.querySelector(selector);

// ---- theme ----

const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};

$('#theme')?.addEventListener('click', () => {
  const next = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  localStorage.setItem('vectron-theme', next);
  document.dispatchEvent(new CustomEvent('theme'));
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new CustomEvent('theme')));

// ---- live events ----

const link = $('#link');
const offline = $('#offline');
/** Without an event for this long the page is out of date, whatever the connection says. */
const SILENT_MILLIS = 5000;
const RETRY_MILLIS = 10000;
let lastEvent = Date.now();
let lastNumber = 0;

function showLink(text, isLive) {
  if (!link) return;
  link.textContent = text;
  link.classList.toggle('on', isLive);
}

function showOffline(text) {
  if (!offline) return;
  offline.textContent = text;
  offline.hidden = !text;
  document.documentElement.classList.toggle('is-stale', Boolean(text));
}

function onLive(event) {
  const live = JSON.parse(event.data);
  // the dashboard was started again, perhaps as another version: its pages and scripts are newer than this one
  if (live.number < lastNumber) return location.reload();
  lastNumber = live.number;
  lastEvent = Date.now();
  showLink('Live', true);
  showOffline('');
  const health = $('#health');
  if (health) {
    health.className = `pill ${live.health.tone}`;
    const text = $('#health-text');
    if (text.textContent !== live.health.text) text.textContent = live.health.text;
  }
  if (!document.hidden) document.body.dispatchEvent(new CustomEvent('live', {detail: live}));
}

async function explainRefusal() {
  try {
    const response = await fetch('/live/connections.json', {headers: {'X-Vectron-Live': '1'}});
    if (response.status === 401) return location.assign('/login?over');
    const {open, max} = await response.json();
    if (open >= max) showOffline(`This page is not kept live: the dashboard has ${max} open pages, as many as it keeps live. It tries again every ten seconds.`);
  } catch {
    showOffline('The dashboard does not answer. What you see is old; it goes on by itself.');
  }
}

function listen() {
  const source = new EventSource('/live');
  source.addEventListener('live', onLive);
  source.addEventListener('error', () => {
    if (source.readyState !== EventSource.CLOSED) return;
    showLink('Not live', false);
    explainRefusal();
    setTimeout(listen, RETRY_MILLIS);
  });
  addEventListener('pagehide', () => source.close());
}

if (link) {
  listen();
  setInterval(() => {
    if (Date.now() - lastEvent < SILENT_MILLIS) return;
    showLink('Not live', false);
    if (offline.hidden) explainRefusal().then(() => {
      if (offline.hidden && Date.now() - lastEvent >= 2 * SILENT_MILLIS) showOffline('No news from the dashboard. What you see is old; it goes on by itself.');
    });
  }, 1000);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) document.body.dispatchEvent(new CustomEvent('live', {detail: null}));
  });
}

// ---- dialogs ----

function init(root) {
  for (const dialog of root.querySelectorAll('dialog[data-show]')) dialog.showModal();
  showTextChoice();
}

document.addEventListener('click', event => {
  const opener = event.target.closest('[data-open]');
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (event.target.closest('[data-close]')) event.target.closest('dialog')?.close();
  // a click beside the dialog hits the dialog element itself
  if (event.target.matches('dialog')) event.target.close();
  const copier = event.target.closest('[data-copy]');
  if (copier) copy(copier);
});

// ---- copying ----

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const label = $('span', button);
  try {
    await navigator.clipboard.writeText(source.textContent);
    label.textContent = 'Copied';
  } catch {
    // no clipboard without HTTPS: what to copy is at least selected
    getSelection().selectAllChildren(source);
    label.textContent = 'Selected';
  }
  setTimeout(() => { label.textContent = 'Copy'; }, 2000);
}

// ---- query form ----

/** The built-in model makes vectors of one dimension only. */
function showTextChoice() {
  const collection = $('#q-collection');
  if (!collection) return;
  const dimension = collection.selectedOptions[0]?.dataset.dimension;
  const wanted = collection.dataset.textDimension;
  const byText = $('#by-text');
  byText.disabled = dimension !== wanted;
  byText.labels[0].title = byText.disabled
    ? `The built-in model makes ${wanted} numbers, this collection takes ${dimension}.` : '';
  if (byText.disabled && byText.checked) $('#by-vector').checked = true;
}

document.addEventListener('change', event => {
  if (event.target.id === 'q-collection') showTextChoice();
});

document.addEventListener('htmx:afterSettle', event => {
  if (event.detail.elt.id === 'query' || event.target.id === 'query') {
    showTextChoice();
    $('#query .results')?.scrollIntoView({block: 'nearest'});
  }
  // the first wrong field of a form that came back
  const wrong = event.target.querySelector?.('.wrong input, .wrong textarea, .wrong select');
  wrong?.focus();
});

// what htmx got and does not swap: a whole page says it better
document.addEventListener('htmx:responseError', event => {
  const {xhr, requestConfig} = event.detail;
  if (xhr.status === 401 || requestConfig.headers['X-Vectron-Live']) return;
  if (xhr.status === 403) return location.assign('/denied');
  showOffline(`That did not work: the dashboard answered ${xhr.status}.`);
});

init(document);
