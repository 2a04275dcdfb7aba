// What is known about one node, in words and numbers.
import { h } from './dom';
import { restText } from './figures';
import { bytes, change, count, flops, interval, joules, percent, plain, seconds, si, UNKNOWN } from './format';
import { bothOf, energyOf, hasInterval, intensity, pathOf, unattributed, type Tree, type TreeNode } from './tree';

const TERM_NAMES: Record<string, string> = {
  children: 'its children', own_flops: 'its own arithmetic (FLOPs)', own_bytes: 'its own memory traffic', call_overhead: 'calling it', gpu: 'the GPU', rest_of_machine: 'the rest of the machine',
  correction: 'learned correction',
};

const FEATURE_NAMES: Record<string, string> = {
  batch_size: 'batch size', seq_len: 'length', num_parameters: 'parameters', flops: 'FLOPs', mem_bytes: 'memory traffic', cpu: 'CPU load', mem: 'memory in use', gpu: 'GPU load', gpu_mem: 'load of GPU memory',
  gpu_clk: 'GPU clock', gpu_mem_clk: 'clock of GPU memory', times_mean: 'time', gpu_energy_mean: 'GPU energy',
};

/** Why a node is predicted as it is, beyond its terms: the weight in its parent's, and which features move it. */
export function reasons(node: Pick<TreeNode, 'weight_in_parent' | 'sensitivities'>): HTMLElement | null {
  const largest = Object.entries(node.sensitivities ?? {}).slice(0, 5);
  if (largest.length === 0 && node.weight_in_parent === undefined) return null;
  const most = Math.max(1, ...largest.map(([, value]) => Math.abs(value)));
  return h('div', { class: 'terms' },
    node.weight_in_parent === undefined ? null : h('p', { class: 'quiet' }, `Its parent counts it ${plain(node.weight_in_parent, 4)} times: the weight that the composition learned.`),
    largest.length > 0 ? h('h4', { title: 'each feature raised by 1 % alone, in all nodes' }, 'Features with the largest effect') : null,
    ...largest.map(([name, value]) => bar(`1 % more ${FEATURE_NAMES[name] ?? name}`, `${value > 0 ? '+' : ''}${percent(value / 100, 2)}`, value, most)));
}

/** What changes of the workload would do to a node. */
export function effects(changes: [string, number][]): HTMLElement | null {
  const most = Math.max(...changes.map(([, share]) => Math.abs(share)), 1e-9);
  return changes.length === 0 ? null : h('div', { class: 'terms' }, h('h4', {}, 'What moves it'), ...changes.map(([name, share]) => bar(name, change(share), share, most)));
}

/** What bounds a node, from the terms of its prediction: the largest of arithmetic, traffic and calls. */
export function boundOf(node: TreeNode): { word: string; share: number } | null {
  const terms = node.terms_j;
  if (!terms) return null;
  const kinds: [string, number][] = [['arithmetic-bound', terms['own_flops'] ?? 0], ['memory-bound', terms['own_bytes'] ?? 0], ['overhead-bound', terms['call_overhead'] ?? 0]];
  const sum = kinds.reduce((total, [, value]) => total + value, 0);
  const [word, value] = kinds.sort((a, b) => b[1] - a[1])[0]!;
  // What is below a module dominates it: there the word would say little.
  if (node.children.length > 0 && sum < 0.2 * (energyOf(node) ?? Infinity)) return null;
  return sum > 0 ? { word, share: value / sum } : null;
}

export function tipOf(tree: Tree, node: TreeNode): HTMLElement {
  const share = share_of(node, tree.root);
  return h('div', {}, h('strong', {}, node.depth === 0 ? tree.model : node.scope), h('div', {}, node.type),
    h('div', {}, energyOf(node) !== null ? `${interval(energyOf(node), node.energy_low_j ?? null, node.energy_high_j ?? null)}${share === null ? '' : `, ${percent(share)}`}` : node.flops === undefined ? 'energy unknown' : flops(node.flops)),
    node.notes?.some(note => note.startsWith('extrapolating')) ? h('div', { class: 'tip-warning' }, 'outside the training range') : null);
}

function share_of(node: TreeNode, of: TreeNode | null): number | null {
  const own = energyOf(node), whole = of ? energyOf(of) : null;
  return own === null || whole === null || whole === 0 ? null : own / whole;
}

export function details(tree: Tree, node: TreeNode): HTMLElement {
  const energy = energyOf(node), both = bothOf(node);
  const facts: [string, string][] = [];
  const add = (name: string, value: string): void => { if (value !== UNKNOWN) facts.push([name, value]); };
  add('Share of the model', percent(share_of(node, tree.root)));
  if (node.up && node.up !== tree.root) add('Share of its parent', percent(share_of(node, node.up)));
  const rest = unattributed(node);
  if (node.children.length > 0) add('Not in its children', joules(rest));
  if (both) {
    add(node.energy_source === 'modelled' ? 'Modelled' : 'Measured', interval(both.measured, node.energy_low_j ?? null, node.energy_high_j ?? null));
    add('Predicted', interval(both.predicted, node.predicted_energy_low_j ?? null, node.predicted_energy_high_j ?? null));
    add('Error', percent(Math.abs(both.predicted / both.measured - 1)));
  }
  if (energy !== null && tree.batch_size) add('Per item', joules(energy / tree.batch_size));
  if (energy !== null && tree.batch_size && tree.seq_len) add('Per token', joules(energy / tree.batch_size / tree.seq_len));
  add('Time', seconds(node.time_s));
  if (node.time_s && energy !== null) add('Mean power', si(energy / node.time_s, 'W'));
  add('FLOPs', flops(node.flops));
  add('MACs', si(node.macs, 'MAC'));
  add('Memory traffic', bytes(node.bytes));
  add('FLOPs per byte', plain(intensity(node)));
  add('Parameters', count(node.parameters));
  add('Inputs', shapes(node.inputs));
  add('Outputs', shapes(node.outputs));
  if (node.shared_with) add('Same measurement as', tree.nodes.find(other => other.id === node.shared_with)?.scope ?? node.shared_with);
  const bound = boundOf(node);
  return h('div', { class: 'details' },
    h('p', { class: 'details-path' }, pathOf(node).map(up => (up.depth === 0 ? tree.model : up.name)).join(' › ')),
    h('p', { class: 'details-type' }, node.type),
    h('p', { class: 'details-energy' }, energy === null ? 'energy unknown' : joules(energy)),
    energy === null ? null : h('p', { class: 'quiet' }, [hasInterval(node) ? `${joules(node.energy_low_j)} to ${joules(node.energy_high_j)}${node.energy_level ? ` at ${percent(node.energy_level, 0)}` : ''}` : 'no interval known', node.energy_source].join(', ')),
    ...(node.notes ?? []).map(note => h('p', { class: 'flag' }, note)),
    bound ? h('p', { class: 'bound' }, h('span', { class: `chip ${bound.word}` }, bound.word), ` ${percent(bound.share, 0)} of what the node itself costs`) : null,
    node.terms_j ? terms(node.terms_j) : null,
    h('div', { class: 'reasons' }, reasons(node)),
    node.alike ? alikeText(node.alike) : null,
    h('dl', { class: 'facts' }, ...facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
    rest !== null && energy !== null && Math.abs(rest) > 5e-4 * energy ? h('p', { class: 'quiet' }, `Not in its children: ${restText(rest)}.`) : null);
}

function alikeText(alike: TreeNode[]): HTMLElement {
  const energies = alike.map(energyOf).filter(value => value !== null);
  const each = energies.length < alike.length ? '' : `: ${joules(energies.reduce((sum, value) => sum + value, 0) / energies.length)} each on average, ${joules(Math.min(...energies))} to ${joules(Math.max(...energies))}`;
  return h('p', { class: 'quiet' }, `Numbers are the sums of ${alike.length} nodes that are alike${each}. An interval of the sum is not known.`);
}

function terms(values: Record<string, number>): HTMLElement {
  const largest = Math.max(...Object.values(values).map(Math.abs));
  // What is a millionth of the rest explains nothing.
  const rows = Object.entries(values).filter(([, value]) => Math.abs(value) > 1e-6 * largest).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  return h('div', { class: 'terms' }, h('h4', {}, 'Why this much'), ...rows.map(([name, value]) => bar(TERM_NAMES[name] ?? name.replace(/_/g, ' '), joules(value), value, largest)));
}

function bar(name: string, text: string, value: number, largest: number): HTMLElement {
  const filled = h('i', { class: value < 0 ? 'term-bar negative' : 'term-bar' });
  filled.style.width = `${(100 * Math.abs(value)) / largest}%`;
  return h('div', { class: 'term' }, h('span', { class: 'term-name' }, name), h('span', { class: 'term-value' }, text), h('span', { class: 'term-track' }, filled));
}

const shapes = (all: number[][] | undefined): string => (all && all.length > 0 ? all.map(shape => (shape.length > 0 ? shape.join(' × ') : 'scalar')).join(', ') : UNKNOWN);
