// The explorer: controls, five views of what they pick, and the state in the address bar.
import { byId, fill, h, lightOnPaper } from '../shared/dom';
import { GRID_GRAMS_PER_KWH, GRID_SOURCE } from '../shared/figures';
import { isDark } from '../shared/palette';
import { api, isWeights, onKeyNeeded, type Source, type Upload } from './api';
import { bottlenecksView } from './bottlenecks';
import { compareView } from './compare';
import { field, SourceControls, type Catalog } from './controls';
import { exploreView } from './explore';
import { hashOf, stateOf, VIEWS, type View } from './state';
import { sweepView } from './sweep';
import type { App, ViewPage } from './views';
import { whatIfView } from './whatif';
import '../shared/style.css';
import '../shared/panel.css';
import './explorer.css';

const remembered = localStorage.getItem('jouletree-theme');
if (remembered) document.documentElement.dataset['theme'] = remembered;
onKeyNeeded(askKey);
lightOnPaper();
void start();

async function start(): Promise<void> {
  const problem = h('div', { class: 'problem', role: 'alert', hidden: true });
  try {
    const [models, devices, files] = await Promise.all([api.models(), api.devices(), api.files()]);
    run({ models, devices, files, uploads: [] }, problem);
  } catch (error) {
    fill(byId('app'), problem);
    tell(problem, error);
  }
}

function run(catalog: Catalog, problem: HTMLElement): void {
  let running = new AbortController();
  const app: App = {
    state: stateOf(location.hash),
    update: (change, push = false) => {
      const before = app.state;
      app.state = { ...before, ...change };
      const hash = hashOf(app.state);
      if (hash !== location.hash) history[push || change.view ? 'pushState' : 'replaceState'](null, '', hash);
      // A node that is picked is shown already; everything else is asked for again.
      if (Object.keys(change).some(name => name !== 'focus' && name !== 'node' && name !== 'metric') || app.state.view === 'bottlenecks') void render();
    },
    problem: error => tell(problem, error),
  };
  const pages: Record<View, ViewPage> = {
    explore: exploreView(app), bottlenecks: bottlenecksView(app), compare: compareView(app, catalog), whatif: whatIfView(app), sweep: sweepView(app),
  };
  const controls = new SourceControls(catalog, source => app.update({ source }));
  const grid = h('input', { type: 'number', min: 0, max: 5000, step: 1, title: `Grams of CO₂ per kWh. Default: ${GRID_GRAMS_PER_KWH}, the ${GRID_SOURCE}`, class: 'exact', 'aria-label': 'Grid intensity in grams of CO₂ per kWh' });
  grid.addEventListener('change', () => app.update({ grid: Math.max(0, Number(grid.value)) }));
  const tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Views' });
  const tabOf = new Map(VIEWS.map(([view, label]) => [view, h('button', { class: 'tab', role: 'tab', id: `tab-${view}`, 'aria-controls': 'main', onclick: () => app.update({ view }) }, label)] as const));
  tabs.append(...tabOf.values());
  tabs.addEventListener('keydown', event => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const views = VIEWS.map(([view]) => view);
    const next = views[(views.indexOf(app.state.view) + step + views.length) % views.length]!;
    app.update({ view: next });
    tabOf.get(next)!.focus();
  });
  const main = h('main', { id: 'main', role: 'tabpanel', tabindex: -1 });
  const chooser = h('input', { type: 'file', accept: '.jsonl,.onnx,.json,.safetensors,.gguf', multiple: true, class: 'visually-hidden', tabindex: -1, 'aria-label': 'File to upload' });
  const take = async (files: readonly File[]): Promise<void> => {
    try {
      let upload: Upload | undefined;
      // Weights stand on a configuration that was sent before them, in the same go or earlier.
      for (const file of [...files].sort((a, b) => Number(isWeights(a)) - Number(isWeights(b)))) {
        upload = await api.upload(file, catalog.uploads.find(one => one.kind === 'configuration')?.upload);
        catalog.uploads.unshift(upload);
      }
      if (!upload) return;
      const source: Source = upload.kind === 'trees' ? { set: {}, upload: upload.upload, tree: 1 } : { set: {}, upload: upload.upload, batch_size: 1 };
      app.update({ source, view: 'explore', focus: 'root', node: 'root' }, true);
    } catch (error) {
      app.problem(error);
    }
  };
  chooser.addEventListener('change', () => { void take([...(chooser.files ?? [])]); chooser.value = ''; });
  const theme = h('button', { class: 'button small', title: 'Light or dark', 'aria-label': 'Light or dark', onclick: () => { const next = isDark() ? 'light' : 'dark'; document.documentElement.dataset['theme'] = next; localStorage.setItem('jouletree-theme', next); } }, '◐');
  fill(byId('app'),
    h('header', { class: 'bar' }, h('a', { class: 'brand', href: '#' }, h('img', { src: '/icon.svg', alt: '', width: 22, height: 22 }), 'JouleTree'), tabs,
      h('div', { class: 'bar-end' }, h('button', { class: 'button small', onclick: () => chooser.click() }, 'Upload…'), chooser, h('button', { class: 'button small', onclick: () => void copyLink(app) }, 'Copy link'), theme)),
    h('section', { class: 'picker' }, controls.element, field('g CO₂/kWh', grid)), problem, main);
  addEventListener('dragover', event => event.preventDefault());
  addEventListener('drop', event => { event.preventDefault(); void take([...(event.dataTransfer?.files ?? [])]); });
  addEventListener('popstate', () => { app.state = stateOf(location.hash); void render(); });
  addEventListener('keydown', event => {
    const target = event.target as HTMLElement;
    if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) { event.preventDefault(); pages[app.state.view].focusSearch?.(); }
  });

  async function render(): Promise<void> {
    running.abort();
    running = new AbortController();
    const { signal } = running, { state } = app, page = pages[state.view];
    controls.show(state.source);
    if (document.activeElement !== grid) grid.value = String(state.grid);
    for (const [view, tab] of tabOf) {
      tab.setAttribute('aria-selected', String(view === state.view));
      tab.tabIndex = view === state.view ? 0 : -1;
    }
    main.setAttribute('aria-labelledby', `tab-${state.view}`);
    if (main.firstElementChild !== page.element) fill(main, page.element);
    main.setAttribute('aria-busy', 'true');
    try {
      await page.show(state, signal);
      if (!signal.aborted) problem.hidden = true;
    } catch (error) {
      if (!signal.aborted) tell(problem, error);
    } finally {
      if (!signal.aborted) main.removeAttribute('aria-busy');
    }
  }

  void render();
}

function tell(place: HTMLElement, error: unknown): void {
  place.hidden = false;
  fill(place, h('span', {}, error instanceof Error ? error.message : String(error)), h('button', { class: 'button small', onclick: () => { place.hidden = true; } }, 'Dismiss'));
}

async function copyLink(app: App): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    app.problem(new Error(`the browser does not let this page copy; the link is ${location.href}`));
  }
}

function askKey(wasWrong: boolean): Promise<string | null> {
  return new Promise(resolve => {
    const input = h('input', { type: 'password', 'aria-label': 'Key', autocomplete: 'off', required: true });
    const dialog = h('dialog', { class: 'card', 'aria-label': 'Key of the server' }, h('form', { method: 'dialog' }, h('h2', {}, wasWrong ? 'That was not the key' : 'This server asks for a key'),
      h('p', { class: 'quiet' }, 'The one that it was started with (--api-key). It is kept until this tab is closed.'), input, h('button', { class: 'button primary', value: 'given' }, 'Continue')));
    dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue === 'given' ? input.value : null); });
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
}
