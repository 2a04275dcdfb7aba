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
import { wordsFor } from './words';

const trees = new WeakMap<object, Tree>();

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
  const map = mapCard(app);
  const among = h('details', { class: 'card map-details no-print', ontoggle: () => void showMap() }, h('summary', {}, 'Model map: this model among those of the zoo'), map.element);
  const showMap = async (): Promise<void> => {
    if (!among.open) return;
    map.show('All models of the zoo are being estimated; the first time this takes some seconds.');
    try {
      const { device, model } = app.state.source;
      const show = (models: MappedModel[]): void => map.show(() => mapPlot(models, 'parameters', model, app));
      show(await api.overview(device === 'none' ? undefined : device, app.state.source, show));
    } catch (error) {
      map.show(error instanceof Error ? error.message : String(error));
    }
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
      void showMap();
      const device = catalog.devices.find(one => one.device === (tree.device ?? state.source.device));
      fill(words, sentence(tree, device, { show: change => app.update(change, true), pick: type => panel.pick(type) }));
      void helps(words, state.source, tree, app, signal);
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

async function helps(place: HTMLElement, source: Source, tree: Tree, app: App, signal: AbortSignal): Promise<void> {
  const sizes = source.model ? await api.sizes(source.model).catch(() => null) : null;
  const layers = sizes?.sizes.find(size => wordsFor(size.name) === 'layers'), target = place.querySelector('.help-most');
  if (target && !signal.aborted) await whatHelps(target, source, tree, layers?.name, layers?.value, change => app.update(change, true));
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
