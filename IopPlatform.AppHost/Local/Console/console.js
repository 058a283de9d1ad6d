// Keeps a page's live parts fresh, shows questions as dialogs, and lights up what a node is connected with. Pages work without it.
'use strict';

const connection = document.getElementById('connection');
const linesMax = 1000;

/** Replaces parts that have changed; what had the focus has it afterwards. */
function replaceParts(parts) {
  for (const [key, markup] of Object.entries(parts)) {
    const part = document.querySelector(`[data-live="${CSS.escape(key)}"]`);
    if (!part) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement.id : null;
    part.innerHTML = markup;
    if (focused) document.getElementById(focused)?.focus();
  }
}

/** Adds lines; scrolls along only for who looks at the end. */
function addLines(markup) {
  const log = document.getElementById('log');
  if (!log || !markup) return;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  log.parentElement.querySelector('.empty')?.remove();
  log.insertAdjacentHTML('beforeend', markup);
  while (log.children.length > linesMax) log.firstElementChild.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function tell(text, lost) {
  if (connection.textContent !== text) connection.textContent = text;
  connection.classList.toggle('lost', lost);
}

if (document.body.dataset.stream) {
  let last = '';
  const source = new EventSource(document.body.dataset.stream);
  source.addEventListener('parts', event => { last = event.lastEventId; replaceParts(JSON.parse(event.data)); tell('Live', false); });
  source.addEventListener('lines', event => { last = event.lastEventId; addLines(JSON.parse(event.data)); tell('Live', false); });
  source.onerror = () => tell(last ? `Not connected. This is as of ${last}.` : 'Not connected.', true);
}

const log = document.getElementById('log');
if (log) log.scrollTop = log.scrollHeight;

/** A question that is a page of its own is asked in a dialog. */
async function ask(link) {
  const answer = await fetch(link.href, { headers: { accept: 'text/html' } });
  const form = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('form.ask');
  if (!form) return location.assign(link.href);
  const dialog = document.createElement('dialog');
  const from = link.id;
  dialog.setAttribute('aria-label', form.querySelector('h1').textContent);
  dialog.append(form);
  dialog.addEventListener('close', () => { dialog.remove(); document.getElementById(from)?.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[data-ask]');
  const close = event.target.closest('dialog a[data-close]');
  if (close) { event.preventDefault(); close.closest('dialog').close(); }
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(link).catch(() => location.assign(link.href));
});

document.addEventListener('submit', event => {
  const button = event.submitter;
  if (!button || event.target.method !== 'post') return;
  if (button.hasAttribute('aria-disabled')) return event.preventDefault();
  button.setAttribute('aria-disabled', 'true');
  button.textContent = 'Working…';
});

/** Lights up the lines of the node that is pointed at or focused. */
function light(event) {
  const svg = event.target.closest?.('svg.graph');
  if (!svg) return;
  const name = (event.type === 'pointerout' || event.type === 'focusout') ? null : event.target.closest('a[data-node]')?.dataset.node;
  svg.querySelector('.edges').classList.toggle('some', Boolean(name));
  for (const edge of svg.querySelectorAll('.edge')) edge.classList.toggle('on', Boolean(name) && (edge.dataset.from === name || edge.dataset.to === name));
}

for (const type of ['pointerover', 'pointerout', 'focusin', 'focusout']) document.addEventListener(type, light);
