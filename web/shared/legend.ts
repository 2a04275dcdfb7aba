// Which colour stands for which type; a type that is clicked is picked out.
import { cssValue, h } from './dom';
import type { TypeColours } from './palette';
import type { TreeNode } from './tree';

export function typeLegend(focus: TreeNode, colours: TypeColours, pick: (type: string) => void): HTMLElement {
  const present = new Set<string>();
  const pending = [focus];
  while (pending.length > 0) {
    const node = pending.pop()!;
    pending.push(...node.children);
    if (node.children.length === 0) present.add(node.type);
  }
  const named = colours.types.filter(type => present.has(type));
  const others = [...present].filter(type => !named.includes(type));
  const box = (colour: string): HTMLElement => {
    const swatch = h('i', { class: 'legend-swatch' });
    swatch.style.background = colour;
    return swatch;
  };
  const button = (type: string): HTMLElement => h('button', { class: 'legend-type', title: `Pick out all ${type}`, onclick: () => pick(type) }, box(colours.of(type)), type);
  return h('div', { class: 'legend-row' }, ...named.map(button),
    others.length === 1 ? button(others[0]!) : others.length > 1 ? h('span', {}, box(cssValue('--faint')), `${others.length} other types`) : null, h('span', {}, box(cssValue('--module-deep')), 'modules'));
}
