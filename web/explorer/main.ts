// The explorer: controls, the views of what they pick, and the state in the address bar.
import { announce, byId, fill, h, lightOnPaper } from '../shared/dom';
import { GRID_GRAMS_PER_KWH, GRID_SOURCE } from '../shared/figures';
import { isDark } from '../shared/palette';
import { api, isWeights, onKeyNeeded, type Source, type Upload } from './api';
import { adviceView } from './advice';
import { bottlenecksView } from './bottlenecks';
import { compareView } from './compare';
import { field, sourceOf, SourceControls, type Catalog } from './controls';
import { askKey, showKeys } from './dialogs';
import { exploreView } from './explore';
import { modelsView } from './models';
import { servingView } from './serving';
import { hashOf, START, stateOf, VIEWS, type State, type View } from './state';
import { sweepView } from './sweep';
import { Troubles } from './troubles';
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

/** Moves of a slider that follow each other within this are one step back. */
const ONE_STEP_MS = 1500;

async function start(): Promise<void> {
  const troubles = new Troubles(() => void start());
  try {
    const [models, devices, files] = await Promise.all([api.models(), api.devices(), api.files()]);
    run({ models, devices, files, uploads: [] });
  } catch (error) {
    fill(byId('app'), troubles.element);
    troubles.tell(error);
  }
}

// A folder that is served with trees was served for them: the largest file opens.
function startOf(catalog: Catalog): State {
  const trees = catalog.files.filter(file => file.kind === 'trees').sort((a, b) => b.file_bytes - a.file_bytes)[0];
  if (!trees) return START;
  const source: Source = { set: {}, file: trees.file, tree: 1 };
  return { ...structuredClone(START), source, other: structuredClone(source) };
}

function run(catalog: Catalog): void {
  let running = new AbortController();
  let sized = -Infinity, spoken = '';
  const first = startOf(catalog), troubles = new Troubles(() => void render());
  const opened = stateOf(location.hash, first);
  const app: App = {
    state: opened.state,
    update: (change, push = false) => {
      const before = app.state;
      app.state = { ...before, ...change };
      const hash = hashOf(app.state);
      if (hash !== location.hash) history[push || isStep(before, app.state) ? 'pushState' : 'replaceState'](null, '', hash);
      troubles.note([]);
      // A node that is picked is shown already; everything else is asked for again.
      if (Object.keys(change).some(name => name !== 'focus' && name !== 'node' && name !== 'metric') || app.state.view === 'bottlenecks') void render();
    },
    problem: error => troubles.tell(error),
    note: text => troubles.note([text]),
  };
  const pages: Record<View, ViewPage> = {
    explore: exploreView(app, catalog), bottlenecks: bottlenecksView(app), cheaper: adviceView(app), compare: compareView(app, catalog), whatif: whatIfView(app), sweep: sweepView(app, catalog), serving: servingView(app), models: modelsView(app, catalog),
  };
  const controls = new SourceControls(catalog, source => app.update({ source }));
  const grid = h('input', { type: 'number', min: 0, max: 5000, step: 1, title: `Grams of CO₂ per kWh. Default: ${GRID_GRAMS_PER_KWH}, the ${GRID_SOURCE}`, class: 'exact', 'aria-label': 'Grid intensity in grams of CO₂ per kWh' });
  grid.addEventListener('change', () => {
    const value = grid.value.trim() === '' ? null : Math.min(5000, Math.max(0, Number(grid.value)));
    grid.value = value === null ? '' : String(value);
    app.update({ grid: value });
  });
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
  const panel = h('div', { role: 'tabpanel' });
  const main = h('main', { id: 'main', tabindex: -1 }, panel);
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
      app.update({ source: await sourceOf({ upload: upload.upload }, upload.kind), view: 'explore', focus: 'root', node: 'root' }, true);
    } catch (error) {
      app.problem(error);
    }
  };
  chooser.addEventListener('change', () => { void take([...(chooser.files ?? [])]); chooser.value = ''; });
  const theme = h('button', { class: 'button small', title: 'Light or dark', 'aria-label': 'Light or dark', onclick: () => { const next = isDark() ? 'light' : 'dark'; document.documentElement.dataset['theme'] = next; localStorage.setItem('jouletree-theme', next); } }, '◐');
  fill(byId('app'),
    h('header', { class: 'bar' }, h('a', { class: 'brand', href: '#' }, h('img', { src: '/icon.svg', alt: '', width: 22, height: 22 }), 'JouleTree'), tabs,
      h('div', { class: 'bar-end' }, h('button', { class: 'button small', onclick: () => chooser.click() }, 'Upload…'), chooser, h('button', { class: 'button small', onclick: () => void copyLink(app) }, 'Copy link'), h('button', { class: 'button small', title: 'All keys', 'aria-label': 'All keys', onclick: showKeys }, '?'), theme)),
    h('section', { class: 'picker no-print', 'aria-label': 'What is shown' }, controls.element, field('g CO₂/kWh', grid)), troubles.element, main);
  troubles.note(linkText(opened.problems));
  addEventListener('dragover', event => event.preventDefault());
  addEventListener('drop', event => { event.preventDefault(); void take([...(event.dataTransfer?.files ?? [])]); });
  addEventListener('popstate', () => {
    const back = stateOf(location.hash, first);
    app.state = back.state;
    troubles.note(linkText(back.problems));
    void render();
  });
  addEventListener('keydown', event => {
    const target = event.target as HTMLElement;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/') { event.preventDefault(); pages[app.state.view].focusSearch?.(); }
    if (event.key === '?') showKeys();
  });

  // Back undoes what one picks; moves of a slider that follow each other are one step.
  function isStep(before: State, after: State): boolean {
    const sizes = (source: Source): Source => ({ ...source, batch_size: 0, seq_len: 0 });
    const others = (state: State): string => JSON.stringify([state.view, sizes(state.source), sizes(state.other), state.sweepOver, state.sweepPer, state.sweepValues, state.grid, state.serving, state.advice]);
    if (others(before) !== others(after)) {
      sized = -Infinity;
      return true;
    }
    if (JSON.stringify([before.source, before.other]) === JSON.stringify([after.source, after.other])) return false;
    const isFirst = performance.now() - sized > ONE_STEP_MS;
    sized = performance.now();
    return isFirst;
  }

  async function render(): Promise<void> {
    running.abort();
    running = new AbortController();
    const { signal } = running, { state } = app, page = pages[state.view];
    controls.show(state.source);
    if (document.activeElement !== grid) grid.value = state.grid === null ? '' : String(state.grid);
    for (const [view, tab] of tabOf) {
      tab.setAttribute('aria-selected', String(view === state.view));
      tab.tabIndex = view === state.view ? 0 : -1;
    }
    panel.setAttribute('aria-labelledby', `tab-${state.view}`);
    const isNew = panel.firstElementChild !== page.element;
    if (isNew) fill(panel, page.element);
    main.setAttribute('aria-busy', 'true');
    // What stands there is of older inputs until the answer is in.
    main.classList.add('stale');
    try {
      await page.show(state, signal);
      if (!signal.aborted) {
        troubles.clear();
        main.classList.remove('stale');
        const headline = page.element.querySelector('h1')?.textContent ?? '';
        document.title = `${headline} · JouleTree`;
        // The headline in words: title, then the first figure.
        const said = [headline, page.element.querySelector('.figure.lead dd')?.textContent ?? ''].filter(Boolean).join(', ');
        if (said !== spoken) announce(said);
        spoken = said;
      }
    } catch (error) {
      if (!signal.aborted) troubles.tell(error);
    } finally {
      if (!signal.aborted) main.removeAttribute('aria-busy');
    }
  }

  void render();
}

const linkText = (problems: string[]): string[] => (problems.length > 0 ? [`The link could not be followed in all: ${problems.join('; ')}. What stands here is shown in place of it.`] : []);

async function copyLink(app: App): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    app.problem(new Error(`the browser does not let this page copy; the link is ${location.href}`));
  }
}

