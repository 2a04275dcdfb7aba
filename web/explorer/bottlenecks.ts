// Where it hurts: parts ranked by what they cost, and what bounds them.
import { chartCard, tableOf } from '../shared/chart';
import { boundOf } from '../shared/details';
import { fill, h } from '../shared/dom';
import { fileName } from '../shared/download';
import { percent } from '../shared/format';
import { TypeColours } from '../shared/palette';
import { moduleTypePlot, rooflinePlot, topNodes, topPlot, typePlot } from '../shared/plots';
import { sumText } from '../shared/figures';
import { nodeOf } from '../shared/tree-panel';
import { byModuleType, byType, energyOf, intensity, workloadText } from '../shared/tree';
import { changesText } from './api';
import { flags, load } from './explore';
import type { App, ViewPage } from './views';

export function bottlenecksView(app: App): ViewPage {
  let shown = '';
  const of = (): string => shown;
  const title = h('h1', { class: 'view-title' });
  const within = h('p', { class: 'quiet' });
  const remarks = h('div', { class: 'flags' });
  const ranking = h('section', { class: 'card' });
  const types = chartCard('By type of primitive', 'Energy of leaves', 'types', of);
  const classes = chartCard('By class of module', 'Classes that hold each other overlap', 'module-classes', of);
  const leaves = chartCard('Costliest primitives', 'Repeated layers taken together', 'top-primitives', of);
  const modules = chartCard('Costliest modules', 'Repeated layers taken together', 'top-modules', of);
  const roofline = chartCard('Intensity and cost', 'FLOPs per byte against joules per FLOP; to the upper left, moving data dominates', 'roofline', of);
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, title), within, remarks, ranking, h('div', { class: 'cards' }, ...[types, classes, leaves, modules, roofline].map(card => card.element))),
    show: async (state, signal) => {
      const { tree, remarks: said } = await load(state.source, signal);
      if (signal.aborted) return;
      shown = fileName(tree);
      const root = nodeOf(tree, state.focus), colours = new TypeColours([tree]), whole = energyOf(root);
      title.textContent = `Bottlenecks of ${workloadText(tree)}${changesText(state.source)}`;
      fill(within, root === tree.root ? 'Shares are of the whole model.' : `Shares are of ${root.scope}. `, root === tree.root ? null : h('button', { class: 'button small', onclick: () => app.update({ focus: 'root', node: 'root' }, true) }, 'Show the whole model'), sumText(root));
      fill(remarks, ...flags(tree, said));
      if (whole === null) {
        fill(ranking, h('p', { class: 'quiet' }, 'Nothing is known of the energy of this tree: pick a device.'));
        for (const card of [types, classes, leaves, modules, roofline]) card.show('No energies.');
        return;
      }
      const rows = topNodes(root, true, 12).map(group => {
        const bound = boundOf(group.nodes[0]!);
        return [group.pattern, group.type, group.nodes.length, percent(group.joules / whole), intensity(group.nodes[0]!), bound ? `${bound.word} (${percent(bound.share, 0)})` : 'unknown'];
      });
      fill(ranking, h('h3', {}, 'What bounds the costliest primitives'), h('p', { class: 'quiet' }, 'The largest of arithmetic, memory traffic and calls among the terms of the prediction; unknown for measured trees.'),
        h('div', { class: 'numbers-table', tabindex: 0 }, tableOf({ columns: ['scope', 'type', 'nodes', 'share', 'FLOPs per byte', 'bound by'], rows })));
      types.show(byType(root).length > 0 ? () => typePlot(root, colours) : 'No energies.');
      classes.show(byModuleType(root).length > 0 ? () => moduleTypePlot(root) : 'No modules below this node.');
      leaves.show(root.children.length > 0 ? () => topPlot(root, true, colours) : 'No nodes below this one.');
      modules.show(byModuleType(root).length > 0 ? () => topPlot(root, false, colours) : 'No modules below this node.');
      const plot = rooflinePlot(root, colours);
      roofline.show(typeof plot === 'string' ? plot : () => rooflinePlot(root, colours) as Exclude<typeof plot, string>);
    },
  };
}
