// Two workloads, models or devices side by side, and the tree of their difference.
import { fill, h } from '../shared/dom';
import { change, interval, joules, percent } from '../shared/format';
import { TreePanel } from '../shared/tree-panel';
import { workloadText } from '../shared/tree';
import { api, changesText, type Comparison, type Source } from './api';
import { SourceControls, type Catalog } from './controls';
import { difference, energyAt, signed, SIDES, the } from './difference';
import type { App, ViewPage } from './views';

/** The two sides and what changes between them, as figures. */
export function summary(comparison: Comparison, aSource: Source, bSource: Source, sides = SIDES): HTMLElement {
  const root = comparison.nodes[0]!, a = energyAt(root, 'a'), b = energyAt(root, 'b');
  const side = (name: string, energy: typeof a, head: Comparison['a'], source: Source): HTMLElement => h('div', { class: 'figure' }, h('dt', {}, name),
    h('dd', {}, joules(energy?.joules)), h('dd', {}, `${workloadText(head)}${changesText(source)}${head.device ? ` on ${head.device}` : ''}`), h('dd', { class: 'quiet' }, energy?.low !== undefined ? interval(energy.joules, energy.low, energy.high!) : 'no interval known'));
  const perItem = a && b && comparison.a.batch_size && comparison.b.batch_size ? (b.joules / comparison.b.batch_size) / (a.joules / comparison.a.batch_size) - 1 : null;
  return h('dl', { class: 'figures' }, side(sides === SIDES ? 'A' : 'As published', a, comparison.a, sides === SIDES ? aSource : { set: {} }), side(sides === SIDES ? 'B' : 'Changed', b, comparison.b, bSource),
    h('div', { class: 'figure lead' }, h('dt', {}, 'Change per pass'), h('dd', {}, signed(root.change_j)), h('dd', {}, a && a.joules > 0 && root.change_j !== undefined ? change(root.change_j / a.joules) : 'not known')),
    h('div', { class: 'figure' }, h('dt', {}, 'Change per item'), h('dd', {}, perItem === null ? '–' : change(perItem)), h('dd', {}, a && b ? `${the(sides.b)} costs ${percent(b.joules / a.joules, 0)} of ${the(sides.a)}` : '')));
}

export function compareView(app: App, catalog: Catalog): ViewPage {
  const controls = new SourceControls(catalog, other => app.update({ other }));
  const figures = h('div', {});
  const remarks = h('div', { class: 'flags' });
  const panel = new TreePanel(state => app.update({ focus: state.focus, node: state.selected }, state.focus !== app.state.focus));
  const swap = h('button', { class: 'button small', onclick: () => app.update({ source: app.state.other, other: app.state.source }, true) }, 'Swap A and B');
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, h('h1', { class: 'view-title' }, 'Compare'), swap),
      h('section', { class: 'card' }, h('p', { class: 'side-label' }, 'B (A is picked above)'), controls.element), remarks, figures, panel.element),
    focusSearch: () => panel.focusSearch(),
    show: async (state, signal) => {
      controls.show(state.other);
      const comparison = await api.compare(state.source, state.other, signal);
      if (signal.aborted) return;
      fill(figures, summary(comparison, state.source, state.other));
      fill(remarks, ...[...(comparison.a.remarks ?? []).map(text => `A: ${text}`), ...(comparison.b.remarks ?? []).map(text => `B: ${text}`)].slice(0, 4).map(text => h('p', { class: 'flag' }, text)));
      const { tree, look } = difference(comparison);
      panel.show(tree, look, { focus: state.focus, selected: state.node });
    },
  };
}
