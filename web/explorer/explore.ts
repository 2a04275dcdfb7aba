// One tree: figures, icicle, table and details in step.
import { effects, reasons } from '../shared/details';
import { fill, h } from '../shared/dom';
import { save } from '../shared/download';
import { figures } from '../shared/figures';
import { TreePanel } from '../shared/tree-panel';
import { energyOf, treeOf, workloadText, type NodeJson, type Tree, type TreeNode } from '../shared/tree';
import { api, changesText, type Source } from './api';
import type { App, ViewPage } from './views';

const trees = new WeakMap<object, Tree>();

/** The tree of a source; the same object for the same answer, so that pictures know what did not change. */
export async function load(source: Source, signal: AbortSignal): Promise<{ tree: Tree; remarks: string[] }> {
  const json = await api.tree(source, signal);
  let tree = trees.get(json);
  if (!tree) trees.set(json, (tree = treeOf(json)));
  return { tree, remarks: json.remarks ?? [] };
}

export function flags(tree: Tree, remarks: string[]): HTMLElement[] {
  const notes = remarks.concat(tree.root.notes ?? []);
  return notes.length > 4
    ? [h('details', { class: 'flag' }, h('summary', {}, `${notes[0]!} (and ${notes.length - 1} more remarks)`), ...notes.slice(1).map(note => h('p', {}, note)))]
    : notes.map(note => h('p', { class: 'flag' }, note));
}

export function exploreView(app: App): ViewPage {
  const headline = h('div', {});
  const remarks = h('div', { class: 'flags' });
  const panel = new TreePanel(state => app.update({ focus: state.focus, node: state.selected, metric: state.metric }, state.focus !== app.state.focus));
  const download = (format: 'jsonl' | 'csv' | 'json') => async (): Promise<void> => {
    try {
      save(`${workloadName(app.state.source)}.${format}`, '', await api.download(app.state.source, format));
    } catch (error) {
      app.problem(error);
    }
    menu.open = false;
  };
  const menu = h('details', { class: 'menu' }, h('summary', {}, 'Save tree'), h('div', { class: 'menu-list' },
    h('button', { class: 'link', onclick: () => void download('jsonl')() }, 'Tree file'), h('button', { class: 'link', onclick: () => void download('csv')() }, 'CSV'), h('button', { class: 'link', onclick: () => void download('json')() }, 'JSON')));
  const title = h('h1', { class: 'view-title' });
  menu.hidden = true;
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, title, menu), remarks, headline, panel.element),
    focusSearch: () => panel.focusSearch(),
    show: async (state, signal) => {
      const { tree, remarks: said } = await load(state.source, signal);
      if (signal.aborted) return;
      title.textContent = workloadText(tree) + changesText(state.source);
      menu.hidden = false;
      fill(remarks, ...flags(tree, said));
      fill(headline, figures(tree, state.grid));
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

const workloadName = (source: Source): string => [source.model ?? source.file ?? 'upload', source.batch_size && `b${source.batch_size}`, source.seq_len && `s${source.seq_len}`].filter(Boolean).join('-');
