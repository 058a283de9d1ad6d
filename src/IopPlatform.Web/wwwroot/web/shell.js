// The workspace's one script: keys, and what to do while the connection is down. It stores nothing.
(() => {
  'use strict';
  const typing = target => target.closest('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"]') !== null;
  const click = selector => { const one = document.querySelector(selector); if (one) one.click(); return one !== null; };
  let letters = true;
  let waitingForPage = 0;

  const rows = () => [...document.querySelectorAll('[data-row]')].filter(row => row.offsetParent !== null);
  const move = step => {
    const all = rows();
    if (all.length === 0) return;
    const at = all.findIndex(row => row === document.activeElement || row.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    const stop = next.querySelector('[data-stop]');
    if (stop) enter(stop);
    else (next.matches('a, button, input') ? next : next.querySelector('a, button, input, [tabindex]') || next).focus();
  };

  // A stop is a field, or a group of choices of which one has the Tab key's turn.
  const enter = stop => {
    (stop.matches('input, textarea, select, button') ? stop : stop.querySelector('input:checked, [tabindex="0"]') || stop.querySelector('input, button')).focus();
    stop.scrollIntoView({ block: 'nearest' });
  };
  const choose = (group, at) => {
    const choice = [...group.querySelectorAll('input, button')].filter(one => !one.disabled)[at];
    if (!choice) return false;
    choice.click();
    if (group.dataset.choices === 'one') {
      const stops = [...(group.closest('[data-scope]') || document).querySelectorAll('[data-stop]')].filter(one => one.offsetParent !== null);
      const next = stops[stops.indexOf(group) + 1];
      if (next) enter(next);
    } else {
      choice.focus();
    }
    return true;
  };
  const along = (group, step) => {
    const all = [...group.querySelectorAll('button')];
    const next = all[all.indexOf(document.activeElement) + step];
    if (next) next.focus();
  };

  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      click('[data-key="palette"]');
      return;
    }
    if (event.ctrlKey && event.key === 'Enter') {
      const within = document.activeElement ? document.activeElement.closest('form, [data-scope]') : null;
      const button = (within || document).querySelector('[data-main]');
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (event.altKey && !event.ctrlKey && !event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp') && !event.target.closest('select')) {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
      return;
    }
    const group = event.ctrlKey || event.metaKey || event.altKey ? null : event.target.closest('[data-choices]');
    if (group && event.key >= '1' && event.key <= '9') {
      if (choose(group, Number(event.key) - 1)) event.preventDefault();
      return;
    }
    if (group && group.dataset.choices === 'many' && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      event.preventDefault();
      along(group, event.key === 'ArrowRight' ? 1 : -1);
      return;
    }
    if (!letters || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (Date.now() - waitingForPage < 1500) {
      waitingForPage = 0;
      if (click(`[data-go="${CSS.escape(event.key)}"]`)) event.preventDefault();
      return;
    }
    switch (event.key) {
      case 'g': waitingForPage = Date.now(); break;
      case 'j': move(1); break;
      case 'k': move(-1); break;
      case '?': click('[data-key="help"]'); break;
      case '/': { const field = document.querySelector('[data-filter]'); if (field) { event.preventDefault(); field.focus(); } break; }
      default: if (event.key.length === 1) click(`[data-letter="${CSS.escape(event.key)}"]`);
    }
  });

  document.addEventListener('click', event => {
    const button = event.target.closest('[data-letters], [data-connection]');
    if (!button) return;
    if (button.hasAttribute('data-letters')) {
      letters = !letters;
      button.setAttribute('aria-pressed', String(!letters));
    } else if (button.dataset.connection === 'reload') {
      carryOver();
    } else {
      goOn();
    }
  });

  // Tab stays in what is in front.
  document.addEventListener('keydown', event => {
    const front = event.key === 'Tab' ? document.querySelector('[role="dialog"][aria-modal="true"]') : null;
    if (!front) return;
    const inside = [...front.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')].filter(one => !one.disabled);
    if (inside.length === 0) return;
    const [first, last] = [inside[0], inside[inside.length - 1]];
    if (!front.contains(document.activeElement)) { event.preventDefault(); first.focus(); }
    else if (event.shiftKey && document.activeElement === first) { event.preventDefault(); last.focus(); }
    else if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); first.focus(); }
  });

  // The connection has gone. In this order: the same circuit again; the page as the server has put it aside; a new page, which is
  // given what stands in the fields of this one.
  const bar = document.getElementById('components-reconnect-modal');
  const goOn = async () => {
    try {
      if (!await Blazor.reconnect() && !await Blazor.resumeCircuit()) carryOver();
    } catch {
      // Still no connection: the bar stays.
    }
  };
  // Blazor has tried the first two by itself then.
  bar.addEventListener('components-reconnect-state-changed', event => { if (event.detail.state === 'rejected') carryOver(); });
  addEventListener('online', goOn);

  // A window's name is the one thing that outlives a page without being written anywhere. It goes with the window, and other sites do
  // not see it. It is emptied at once, and what is in it counts for the same person at the same page, for a short time.
  const mark = 'iop-typed ';
  const countsForMs = 10 * 60 * 1000;
  const here = () => location.pathname + location.search;
  const person = () => document.querySelector('[data-person]')?.dataset.person || '';
  const carryOver = () => {
    const typed = {};
    for (const field of document.querySelectorAll('main input[id]:not([type=hidden]), main textarea[id], main select[id]')) {
      if (field.value) typed[field.id] = field.value;
    }
    window.onbeforeunload = null;
    window.name = mark + JSON.stringify({ at: Date.now(), page: here(), person: person(), typed });
    location.reload();
  };
  const takeOver = () => {
    if (!window.name.startsWith(mark)) return;
    const { at, page, person: whose, typed } = JSON.parse(window.name.slice(mark.length));
    window.name = '';
    if (page !== here() || Date.now() - at > countsForMs) return;
    const fill = () => {
      // The page is drawn anew once its circuit is there; then it knows whose it is.
      if (!person()) return;
      if (person() !== whose) { watch.disconnect(); return; }
      for (const [id, value] of Object.entries(typed)) {
        const field = document.querySelector(`main #${CSS.escape(id)}`);
        if (!field) continue;
        delete typed[id];
        if (field.value === value) continue;
        field.value = value;
        for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
      }
      if (Object.keys(typed).length === 0) watch.disconnect();
    };
    const watch = new MutationObserver(fill);
    watch.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-person'] });
    setTimeout(() => watch.disconnect(), countsForMs);
    fill();
  };
  takeOver();

  // Paper says when it was printed, as the site's clocks say it.
  addEventListener('beforeprint', () => {
    const place = document.querySelector('[data-printed]');
    if (place) place.textContent = new Date().toLocaleString(document.documentElement.lang, { timeZone: place.dataset.zone || undefined, dateStyle: 'medium', timeStyle: 'short' });
  });

  window.iopShell = {
    // The word by which this page takes over the session that the browser has now; null when there is none.
    resume: async () => {
      const form = document.getElementById('resume-form');
      const answer = await fetch('/web/resume', { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' } });
      return answer.ok ? await answer.text() : null;
    },
    // From now on leaving asks first.
    unsaved: isUnsaved => { window.onbeforeunload = isUnsaved ? event => { event.preventDefault(); return ''; } : null; },
  };
})();
