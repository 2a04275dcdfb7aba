// One type, or all that a search found, taken together: what it costs in sum, who calls it and what it holds.
import { fill, h } from './dom';
import { joules, percent } from './format';
import { energyOf, type Tree, type TreeNode } from './tree';

const SHOWN = 6;

/** How many nodes of the whole tree a node stands for. */
export const placesOf = (node: TreeNode): number => node.alike?.length ?? 1;

/** Nodes that hold a text in their scope or type; none for an empty text. */
export function found(tree: Tree, text: string): TreeNode[] {
  const query = text.trim().toLowerCase();
  return query ? tree.nodes.filter(node => node.scope.toLowerCase().includes(query) || node.type.toLowerCase().includes(query)) : [];
}

/** Energy of nodes; what lies within another one of them counts once. Null where nothing is known. */
export function sumOf(nodes: TreeNode[]): number | null {
  const all = new Set(nodes);
  const outermost = nodes.filter(node => {
    for (let up = node.up; up; up = up.up) if (all.has(up)) return false;
    return true;
  });
  const known = outermost.map(energyOf).filter(value => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : null;
}

interface Relative { name: string; places: number; joules: number }

function relatives(nodes: TreeNode[], of: (node: TreeNode) => TreeNode[], energy: (node: TreeNode, relative: TreeNode) => number | null): Relative[] {
  const byType = new Map<string, Relative>();
  for (const node of nodes) {
    for (const relative of of(node)) {
      const one = byType.get(relative.type) ?? { name: relative.type, places: 0, joules: 0 };
      one.places += placesOf(node);
      one.joules += energy(node, relative) ?? 0;
      byType.set(relative.type, one);
    }
  }
  return [...byType.values()].sort((a, b) => b.joules - a.joules || b.places - a.places);
}

/** Says in words what is lit, and shows above and below it. */
export function sandwich(tree: Tree, what: string, nodes: TreeNode[], pick: (type: string) => void, clear: () => void): HTMLElement {
  const places = nodes.reduce((sum, node) => sum + placesOf(node), 0), sum = sumOf(nodes), whole = energyOf(tree.root);
  const list = (title: string, all: Relative[]): HTMLElement | null => all.length === 0 ? null : h('div', { class: 'sandwich-side' }, h('h4', {}, title),
    h('ul', {}, ...all.slice(0, SHOWN).map(one => h('li', {}, h('button', { class: 'link', onclick: () => pick(one.name) }, one.name), h('span', { class: 'quiet' }, ` ${one.places} ${one.places === 1 ? 'time' : 'times'}${one.joules > 0 ? `, ${joules(one.joules)}` : ''}`)))),
    all.length > SHOWN ? h('p', { class: 'quiet' }, `and ${all.length - SHOWN} more types`) : null);
  const host = h('section', { class: 'sandwich', 'aria-label': 'What is picked out' });
  fill(host,
    h('p', { class: 'sandwich-sum' }, h('strong', {}, what), ` ${places} ${places === 1 ? 'place' : 'places'}${sum === null ? '' : `, ${joules(sum)} together`}${sum !== null && whole ? `, ${percent(sum / whole)} of the model` : ''} `,
      h('button', { class: 'button small no-print', onclick: clear }, 'Show all again')),
    h('div', { class: 'sandwich-sides' },
      list('Called by', relatives(nodes, node => (node.up ? [node.up] : []), energyOf)),
      list('Holds', relatives(nodes.filter(node => node.children.length > 0), node => node.children, (_, child) => energyOf(child)))));
  return host;
}
