// One tree: figures, icicle, table and details in step.
import { effects, reasons } from '../shared/details';
import { fill, h } from '../shared/dom';
import { fileName, save } from '../shared/download';
import { figures } from '../shared/figures';
import { TreePanel } from '../shared/tree-panel';
import { energyOf, treeOf, workloadText, type NodeJson, type Tree, type TreeNode } from '../shared/tree';
import { api, changesText, type MappedModel, type Source } from './api';
import type { Catalog } from './controls';
import { mapCard, mapPlot } from './models';
import { sentence, whatHelps } from './sentence';
import type { App, ViewPage } from './views';

const trees = new WeakMap<object, Tree>();

/** How long one stays before the map of all models is asked for. */
const MAP_REST_MS = 2000;

const whenIdle = (run: () => void): void => { if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 4000 }); else setTimeout(run); };

/** The tree of a source; the same object for the same answer, so that pictures know what did not change. */
export async function load(source: Source, signal: AbortSignal): Promise<{ tree: Tree; remarks: string[] }> {
  const json = await api.tree(source, signal);
  let tree = trees.get(json);
  if (!tree) trees.set(json, (tree = treeOf(json)));
  return { tree, remarks: json.remarks ?? [] };
}

export const flags = (tree: Tree, remarks: string[], lead = ''): HTMLElement[] => remarkFlags(remarks.concat(tree.root.notes ?? []), lead);

/** All remarks: many are folded, none is cut off. */
export function remarkFlags(all: string[], lead = ''): HTMLElement[] {
  const notes = [...new Set(all)].map(note => lead + note);
  return notes.length > 4
    ? [h('details', { class: 'flag' }, h('summary', {}, `${notes[0]!} (and ${notes.length - 1} more remarks)`), ...notes.slice(1).map(note => h('p', {}, note)))]
    : notes.map(note => h('p', { class: 'flag' }, note));
}

/** Where a stored tree comes from, as reports tell it. */
function provenance(tree: Tree): HTMLElement | null {
  const rows = Object.entries(tree.provenance ?? {});
  return rows.length === 0 || tree.energy_source === undefined || tree.energy_source === 'predicted' ? null : h('section', { class: 'card' }, h('h2', {}, 'Provenance'),
    h('table', { class: 'provenance' }, h('tbody', {}, ...rows.map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value))))));
}

export function exploreView(app: App, catalog: Catalog): ViewPage {
  const words = h('div', {}), origin = h('div', {});
  const map = mapCard(app, () => (shown ? fileName(shown) : ''));
  const among = h('details', { class: 'card map-details no-print', open: true, ontoggle: () => { if (among.open !== isOpen) planMap(0); isOpen = among.open; } }, h('summary', {}, 'Model map: this model among those of the zoo'), map.element);
  let drawing = new AbortController(), drawn = '', isOpen = true;
  map.show('Drawn when there is nothing else to do.');
  // All models of the zoo are work for the server: it begins once one has stayed here, and ends where one goes on.
  const planMap = (rest: number): void => {
    drawing.abort();
    const { signal } = drawing = new AbortController(), { source } = app.state;
    const key = JSON.stringify([source.model, source.device, source.batch_size, source.seq_len]);
    if (!among.open || !source.model || key === drawn) return;
    setTimeout(() => whenIdle(() => { if (!signal.aborted) void drawMap(source, signal).then(isWhole => { if (isWhole) drawn = key; }); }), rest);
  };
  const drawMap = async (source: Source, signal: AbortSignal): Promise<boolean> => {
    const show = (models: MappedModel[]): void => { if (!signal.aborted) map.show(() => mapPlot(models, 'parameters', source.model, app, 260)); };
    try {
      show(await api.overview(source.device === 'none' ? undefined : source.device, source, show, signal));
    } catch (error) {
      if (!signal.aborted) map.show(error instanceof Error ? error.message : String(error));
    }
    return !signal.aborted;
  };
  const headline = h('div', {});
  const remarks = h('div', { class: 'flags' });
  const panel = new TreePanel(state => app.update({ focus: state.focus, node: state.selected, metric: state.metric }, state.focus !== app.state.focus));
  const download = (format: 'jsonl' | 'csv' | 'json') => async (): Promise<void> => {
    try {
      save(`${shown ? fileName(shown) : 'tree'}.${format}`, '', await api.download(app.state.source, format));
    } catch (error) {
      app.problem(error);
    }
    menu.open = false;
  };
  const menu = h('details', { class: 'menu no-print' }, h('summary', {}, 'Save tree'), h('div', { class: 'menu-list' },
    h('button', { class: 'link', onclick: () => void download('jsonl')() }, 'Tree file'), h('button', { class: 'link', onclick: () => void download('csv')() }, 'CSV'), h('button', { class: 'link', onclick: () => void download('json')() }, 'JSON')));
  const title = h('h1', { class: 'view-title' });
  menu.hidden = true;
  let shown: Tree | null = null;
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, title, menu), words, among, remarks, headline, panel.element, origin),
    focusSearch: () => panel.focusSearch(),
    show: async (state, signal) => {
      const { tree, remarks: said } = await load(state.source, signal);
      if (signal.aborted) return;
      shown = tree;
      title.textContent = workloadText(tree) + changesText(state.source);
      among.hidden = !state.source.model;
      planMap(MAP_REST_MS);
      signal.addEventListener('abort', () => drawing.abort());
      const device = catalog.devices.find(one => one.device === (tree.device ?? state.source.device));
      fill(words, sentence(tree, device, { show: change => app.update(change, true), pick: type => panel.pick(type) }));
      const helps = words.querySelector('.help-most');
      if (helps && state.source.model) void whatHelps(helps, state.source, take => app.update({ view: 'cheaper', advice: { take } }, true), signal);
      fill(origin, provenance(tree));
      menu.hidden = false;
      fill(remarks, ...flags(tree, said));
      fill(headline, figures(tree, state.grid));
      for (const key of [state.focus, state.node]) {
        const scope = key.split('#')[0]!;
        if (!scope.includes('–') && !tree.nodes.some(node => node.scope === scope)) app.note(`${scope} is not in this model: the nearest that is there is shown`);
      }
      panel.show(tree, { why: node => why(state.source, tree, node) }, { focus: state.focus, selected: state.node, metric: state.metric as never });
    },
  };
}

/** What else is known of why a node costs what it costs: asked of the server when it is picked. Null where it does not say. */
async function why(source: Source, tree: Tree, node: TreeNode): Promise<HTMLElement | null> {
  if (node.predicted_energy_j === undefined) return null;
  const twin = tree.nodes.filter(other => other.scope === node.scope).indexOf(node);
  const ask = (changed: Source): Promise<NodeJson | null> => api.why(changed, node.scope).then(nodes => nodes[twin] ?? null, () => null);
  const now = energyOf(node);
  const isStored = source.tree !== undefined;
  const [learned, batch, length] = await Promise.all([
    isStored ? ask(source) : null, isStored || !source.batch_size ? null : ask({ ...source, batch_size: 2 * source.batch_size }), isStored || !source.seq_len ? null : ask({ ...source, seq_len: 2 * source.seq_len })]);
  const changes: [string, number][] = [];
  for (const [name, other] of [['Twice the batch', batch], ['Twice the length', length]] as const) if (other?.energy_j !== undefined && now) changes.push([name, other.energy_j / now - 1]);
  return learned || changes.length > 0 ? h('div', {}, learned ? reasons(learned) : null, effects(changes)) : null;
}
