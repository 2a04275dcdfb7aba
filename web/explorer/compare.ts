// Two workloads, models or devices side by side, and the tree of their difference.
import { tableOf } from '../shared/chart';
import { fill, h } from '../shared/dom';
import { isRough } from '../shared/figures';
import { change, interval, joules } from '../shared/format';
import { TreePanel } from '../shared/tree-panel';
import { workloadText, type Tree } from '../shared/tree';
import { api, changesText, type Comparison, type Source } from './api';
import { field, SourceControls, type Catalog } from './controls';
import { difference, energyAt, isSignificant, itemsOf, shareText, signed, SIDES, typesOf, type Per } from './difference';
import { flags, load, remarkFlags } from './explore';
import type { App, ViewPage } from './views';

/** The two sides and what changes between them, as figures. */
export function summary(comparison: Comparison, aSource: Source, bSource: Source, sides = SIDES, per: Per = 'pass'): HTMLElement {
  const root = comparison.nodes[0]!, a = energyAt(root, 'a', itemsOf(comparison, 'a', per)), b = energyAt(root, 'b', itemsOf(comparison, 'b', per));
  const side = (name: string, energy: typeof a, head: Comparison['a'], source: Source): HTMLElement => h('div', { class: 'figure' }, h('dt', {}, name),
    h('dd', {}, joules(energy?.joules)), h('dd', {}, `${workloadText(head)}${changesText(source)}${head.device ? ` on ${head.device}` : ''}`),
    h('dd', { class: 'quiet' }, [energy?.low !== undefined ? interval(energy.joules, energy.low, energy.high!) : 'no interval known', energy?.source].filter(Boolean).join(', ')));
  const delta = a && b ? b.joules - a.joules : null, isSure = isSignificant(a, b);
  const sure = isSure === null ? 'no interval tells whether it is significant' : isSure ? 'significant: the interval of the difference does not hold 0' : 'not significant: the interval of the difference holds 0';
  return h('dl', { class: 'figures' }, side(sides === SIDES ? 'A' : 'As published', a, comparison.a, sides === SIDES ? aSource : { set: {} }), side(sides === SIDES ? 'B' : 'Changed', b, comparison.b, bSource),
    h('div', { class: 'figure lead' }, h('dt', {}, `Change per ${per}`), h('dd', {}, delta === null ? '–' : signed(delta)), h('dd', {}, a && delta !== null && a.joules > 0 ? change(delta / a.joules) : 'not known'), h('dd', {}, sure)),
    h('div', { class: 'figure' }, h('dt', {}, `${sides === SIDES ? 'B against A' : 'Changed against published'} per ${per}`), h('dd', {}, a && b && a.joules > 0 ? change(b.joules / a.joules - 1) : '–'), h('dd', {}, shareText(a, b, sides))));
}

export function compareView(app: App, catalog: Catalog): ViewPage {
  const controls = new SourceControls(catalog, other => app.update({ other }));
  const title = h('h1', { class: 'view-title' }, 'Compare');
  const figures = h('div', {});
  const remarks = h('div', { class: 'flags' });
  const types = h('section', { class: 'card' });
  const panel = new TreePanel(state => app.update({ focus: state.focus, node: state.selected }, state.focus !== app.state.focus));
  const swap = h('button', { class: 'button small no-print', onclick: () => app.update({ source: app.state.other, other: app.state.source }, true) }, 'Swap A and B');
  let chosen: Per | null = null, shown: Comparison | null = null;
  const per = h('select', { 'aria-label': 'Energies per', onchange: () => { chosen = per.value as Per; app.update({ other: app.state.other }); } });
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, title, swap),
      h('section', { class: 'card no-print' }, h('p', { class: 'side-label' }, 'B (A is picked above)'), controls.element), remarks, h('div', { class: 'per no-print' }, field('Energies per', per)), figures, panel.element, types),
    focusSearch: () => panel.focusSearch(),
    show: async (state, signal) => {
      controls.show(state.other);
      // Each side as it is shown by itself, for the same remarks.
      const [comparison, aTree, bTree] = await Promise.all([api.compare(state.source, state.other, signal), load(state.source, signal), load(state.other, signal)]);
      if (signal.aborted) return;
      const { a, b } = comparison, differ = a.batch_size !== undefined && b.batch_size !== undefined && a.batch_size !== b.batch_size;
      if (comparison !== shown && shown && shown.a.batch_size === a.batch_size && shown.b.batch_size === b.batch_size) shown = comparison;
      else if (comparison !== shown) { shown = comparison; chosen = null; }
      // Passes of different batches do not compare: an item does.
      const now: Per = chosen ?? (differ ? 'item' : 'pass');
      fill(per, ...(['pass', 'item'] as const).map(name => h('option', { value: name, selected: name === now }, name === 'pass' ? 'forward pass' : 'item')));
      title.textContent = `Compare ${workloadText(a)}${changesText(state.source)}${a.device ? ` on ${a.device}` : ''} with ${workloadText(b)}${changesText(state.other)}${b.device ? ` on ${b.device}` : ''}`;
      fill(figures, summary(comparison, state.source, state.other, SIDES, now));
      fill(remarks, ...flags(aTree.tree, aTree.remarks, 'A: '), ...flags(bTree.tree, bTree.remarks, 'B: '), ...roughSides(aTree.tree, bTree.tree));
      const { tree, look } = difference(comparison, SIDES, now);
      panel.show(tree, look, { focus: state.focus, selected: state.node });
      fill(types, h('h3', {}, 'By type'), h('p', { class: 'quiet' }, `Energy of primitives per ${now}, the largest change first`), h('div', { class: 'numbers-table', tabindex: 0 }, tableOf(typesOf(comparison, now))));
    },
  };
}

// A comparison is no better than its worse side.
function roughSides(a: Tree, b: Tree): HTMLElement[] {
  const rough = [isRough(a) ? 'A' : '', isRough(b) ? 'B' : ''].filter(Boolean);
  return rough.length === 0 ? [] : remarkFlags([`${rough.join(' and ')}: an order of magnitude at best, and so is the difference`]);
}
