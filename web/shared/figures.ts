// The headline figures of a tree.
import { h } from './dom';
import { count, flops, joules, percent, plain, seconds, si } from './format';
import { byType, energyOf, unattributed, UNATTRIBUTED, type Tree } from './tree';

/** Global average of 2024: Ember, Global Electricity Review 2025. */
export const GRID_GRAMS_PER_KWH = 473;
export const GRID_SOURCE = 'global average of 2024 (Ember, Global Electricity Review 2025)';

export function figures(tree: Tree, gramsPerKwh: number = GRID_GRAMS_PER_KWH): HTMLElement {
  const root = tree.root, energy = root.energy ?? null;
  const list = h('dl', { class: 'figures' });
  const add = (name: string, value: string, note: string | null, lead = false): void => {
    list.append(h('div', { class: lead ? 'figure lead' : 'figure' }, h('dt', {}, name), h('dd', {}, value), note ? h('dd', {}, note) : null));
  };
  if (energy) {
    const range = energy.low !== undefined && energy.high !== undefined ? `${joules(energy.low)} to ${joules(energy.high)}${energy.level ? `, ${percent(energy.level, 0)} interval` : ''}` : 'no interval known';
    add(tree.synthetic ? 'Energy per pass, SYNTHETIC' : `Energy per pass, ${energy.source}`, joules(energy.joules), range, true);
    const items = tree.batch_size ?? null, tokens = items !== null && tree.seq_len !== undefined ? items * tree.seq_len : null;
    if (items !== null) add('Per item', joules(energy.joules / items), `batch of ${items}`);
    if (tokens !== null) add('Per token', joules(energy.joules / tokens), `${tokens} tokens`);
    add('Per million items', si((energy.joules / (items ?? 1)) * 1e6 / 3600, 'Wh'), `${mass((energy.joules / (items ?? 1)) * 1e6 / 3.6e6 * gramsPerKwh)} CO₂ at ${plain(gramsPerKwh)} g/kWh`);
    if (root.measured && root.predicted) add('Predicted', joules(root.predicted.joules), `${percent(Math.abs(root.predicted.joules / root.measured.joules - 1))} off`);
  } else {
    add('Energy', 'unknown', 'this tree holds counts only', true);
  }
  if (root.time_s !== undefined) add('Time per pass', seconds(root.time_s), energy ? `${si(energy.joules / root.time_s, 'W')} on average` : null);
  if (root.flops !== undefined) add('Arithmetic', flops(root.flops), energy && root.flops > 0 ? `${si(energy.joules / root.flops, 'J')} per FLOP` : null);
  if (root.parameters !== undefined) add('Parameters', count(root.parameters), null);
  const largest = byType(root).find(part => part.name !== UNATTRIBUTED);
  if (energy && largest) add('Costliest type', largest.name, `${percent(largest.joules / energy.joules)} of the energy`);
  const rest = unattributed(root);
  if (energyOf(root) && rest !== null) add('Not in children', percent(rest / energyOf(root)!), 'whole minus the sum of its parts');
  return list;
}

const mass = (grams: number): string => (grams >= 1e6 ? si(grams / 1e6, 't') : si(grams, 'g'));
