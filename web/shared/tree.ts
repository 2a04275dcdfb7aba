// The tree that everything is drawn from, as the API and the report's data hold it: members are the columns of docs/columns.md.

export type Source = 'measured' | 'modelled' | 'predicted';

/** The energy of a node, a tree or a workload; what is not known is absent. */
export interface EnergyJson {
  energy_j?: number; energy_low_j?: number; energy_high_j?: number; energy_level?: number; energy_source?: Source;
}

export interface NodeJson extends EnergyJson {
  id: string; parent?: number; scope: string; kind: 'model' | 'module' | 'ml'; type: string;
  idle_energy_j?: number; predicted_energy_j?: number; predicted_energy_low_j?: number; predicted_energy_high_j?: number; predicted_energy_level?: number; unattributed_j?: number;
  predicted_time_s?: number; predicted_time_low_s?: number; predicted_time_high_s?: number; predicted_power_w?: number;
  time_s?: number; time_low_s?: number; time_high_s?: number;
  parameters?: number; shared_parameters?: number; macs?: number; flops?: number; bytes?: number;
  inputs?: number[][]; outputs?: number[][]; shared_with?: string;
  time_run_low_s?: number; time_run_high_s?: number; energy_run_low_j?: number; energy_run_high_j?: number;
  /** Of a pair of two trees: its energies, their difference, and how its two nodes belong together. */
  a_j?: number; b_j?: number; change_j?: number; match?: string; opened?: boolean;
  terms_j?: Record<string, number>; weight_in_parent?: number; sensitivities?: Record<string, number>; notes?: string[];
}

export interface WorkloadJson {
  model: string; batch_size?: number; seq_len?: number; phase?: string; past?: number; device?: string; synthetic?: boolean;
}

export interface TreeJson extends WorkloadJson {
  energy_source?: Source;
  /** How far a device's measurements carry an estimate. */
  fit?: 'covered' | 'extrapolated' | 'order_of_magnitude' | 'part';
  provenance?: Record<string, string>;
  nodes: NodeJson[];
}

/** The columns of a file of numbers of a tree, in the order of the server's CSV. */
export const WORKLOAD_COLUMNS = ['model', 'batch_size', 'seq_len', 'phase', 'past', 'device'] as const satisfies readonly (keyof WorkloadJson)[];
export const NODE_COLUMNS = [
  'id', 'scope', 'kind', 'type', 'energy_j', 'energy_low_j', 'energy_high_j', 'energy_level', 'energy_source', 'idle_energy_j',
  'predicted_energy_j', 'predicted_energy_low_j', 'predicted_energy_high_j', 'predicted_energy_level', 'predicted_time_s', 'predicted_time_low_s',
  'predicted_time_high_s', 'predicted_power_w', 'unattributed_j', 'time_s', 'time_low_s', 'time_high_s',
  'parameters', 'shared_parameters', 'macs', 'flops', 'bytes', 'inputs', 'outputs', 'shared_with',
  'time_run_low_s', 'time_run_high_s', 'energy_run_low_j', 'energy_run_high_j', 'terms_j', 'weight_in_parent', 'sensitivities', 'notes',
] as const satisfies readonly (keyof NodeJson)[];

export interface TreeNode extends NodeJson {
  index: number; depth: number; name: string; children: TreeNode[]; up: TreeNode | null;
  /** Of a folded tree: the node of the whole tree, and all that it stands for where these are several. */
  origin?: TreeNode; alike?: TreeNode[];
}

export interface Tree extends Omit<TreeJson, 'nodes'> {
  nodes: TreeNode[]; root: TreeNode;
}

/** Builds the links between nodes; they come in preorder, so that a parent stands before its children. */
export function treeOf(json: TreeJson): Tree {
  const nodes: TreeNode[] = [];
  for (const [index, node] of json.nodes.entries()) {
    const up = node.parent === undefined ? null : nodes[node.parent]!;
    const made: TreeNode = { ...node, index, up, children: [], depth: up ? up.depth + 1 : 0, name: nameOf(node.scope, up?.scope) };
    up?.children.push(made);
    nodes.push(made);
  }
  if (nodes.length === 0) throw new Error('a tree has at least its root');
  return { ...json, nodes, root: nodes[0]! };
}

function nameOf(scope: string, parent: string | undefined): string {
  // Below a module of another name, as in a comparison, the last part says enough.
  return parent === undefined ? scope : scope.startsWith(`${parent}.`) ? scope.slice(parent.length + 1) : scope.slice(scope.lastIndexOf('.') + 1);
}

/** What areas and columns can show. */
export interface Metric {
  key: 'energy' | 'time' | 'flops' | 'bytes' | 'parameters' | 'leaves'; label: string; of: (node: TreeNode) => number | null;
}

export const METRICS: Metric[] = [
  { key: 'energy', label: 'Energy', of: node => node.energy_j ?? null },
  { key: 'time', label: 'Time', of: node => node.time_s ?? null },
  { key: 'flops', label: 'FLOPs', of: node => node.flops ?? null },
  { key: 'bytes', label: 'Bytes', of: node => node.bytes ?? null },
  { key: 'parameters', label: 'Parameters', of: node => node.parameters ?? null },
];

/** The metrics that a tree has, the one to begin with first; where it has none, how many leaves there are. */
export function metricsOf(tree: Tree): Metric[] {
  const known = METRICS.filter(metric => metric.of(tree.root) !== null || tree.nodes.some(node => metric.of(node) !== null));
  return known.length > 0 ? known : [leavesOf(tree)];
}

function leavesOf(tree: Tree): Metric {
  const counts = new Float64Array(tree.nodes.length);
  for (let i = tree.nodes.length - 1; i >= 0; i--) {
    const node = tree.nodes[i]!;
    if (node.children.length === 0) counts[node.index] = 1;
    if (node.up) counts[node.up.index]! += counts[node.index]!;
  }
  return { key: 'leaves', label: 'Number of leaves', of: node => counts[node.index]! };
}

export const energyOf = (node: TreeNode): number | null => node.energy_j ?? null;

/** What was measured and what was predicted of a node that has both. */
export function bothOf(node: TreeNode): { measured: number; predicted: number } | null {
  const { energy_j: measured, energy_source: source, predicted_energy_j: predicted } = node;
  return measured !== undefined && source !== 'predicted' && predicted !== undefined ? { measured, predicted } : null;
}

/** `11.8 J to 12.9 J` is known of an energy. */
export const hasInterval = (energy: EnergyJson): energy is EnergyJson & { energy_low_j: number; energy_high_j: number } =>
  energy.energy_j !== undefined && energy.energy_low_j !== undefined && energy.energy_high_j !== undefined;

/** Nodes from the root to this one. */
export function pathOf(node: TreeNode): TreeNode[] {
  const path: TreeNode[] = [];
  for (let at: TreeNode | null = node; at; at = at.up) path.unshift(at);
  return path;
}

/** Energy that the children's sum does not explain; null where something is unknown. */
export function unattributed(node: TreeNode): number | null {
  if (node.unattributed_j !== undefined) return node.unattributed_j;
  const own = energyOf(node);
  if (own === null || node.children.length === 0) return null;
  let sum = 0;
  for (const child of node.children) {
    const energy = energyOf(child);
    if (energy === null) return null;
    sum += energy;
  }
  return own - sum;
}

/** FLOPs per byte moved. */
export function intensity(node: TreeNode): number | null {
  return node.flops !== undefined && node.bytes !== undefined && node.bytes > 0 ? node.flops / node.bytes : null;
}

export interface Part { name: string; joules: number; nodes: number; flops: number | null; bytes: number | null }

/** Energy of leaves by type, largest first; what no leaf explains is a part of its own. */
export function byType(root: TreeNode): Part[] {
  const parts = new Map<string, Part>();
  const pending = [root];
  while (pending.length > 0) {
    const node = pending.pop()!;
    pending.push(...node.children);
    if (node.children.length > 0) continue;
    add(parts, node.type, node);
  }
  const rest = restOf(root);
  if (rest !== null && Math.abs(rest) > 1e-12) parts.set(UNATTRIBUTED, { name: UNATTRIBUTED, joules: rest, nodes: 0, flops: null, bytes: null });
  return [...parts.values()].sort((a, b) => b.joules - a.joules);
}

export const UNATTRIBUTED = 'outside leaves';

function restOf(root: TreeNode): number | null {
  const whole = energyOf(root);
  if (whole === null || root.children.length === 0) return null;
  let leaves = 0;
  const pending = [...root.children];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (node.children.length === 0) leaves += energyOf(node) ?? 0;
    pending.push(...node.children);
  }
  return whole - leaves;
}

/** Energy of modules by class, each node counted where it stands; classes that hold each other overlap. */
export function byModuleType(root: TreeNode): Part[] {
  const parts = new Map<string, Part>();
  const pending = [...root.children];
  while (pending.length > 0) {
    const node = pending.pop()!;
    pending.push(...node.children);
    if (node.children.length > 0) add(parts, node.type, node);
  }
  return [...parts.values()].sort((a, b) => b.joules - a.joules);
}

function add(parts: Map<string, Part>, name: string, node: TreeNode): void {
  const energy = energyOf(node);
  if (energy === null) return;
  const part = parts.get(name) ?? { name, joules: 0, nodes: 0, flops: 0, bytes: 0 };
  part.joules += energy;
  part.nodes++;
  part.flops = part.flops === null || node.flops === undefined ? null : part.flops + node.flops;
  part.bytes = part.bytes === null || node.bytes === undefined ? null : part.bytes + node.bytes;
  parts.set(name, part);
}

/** `bert-base-uncased, batch 8, length 128`. */
export function workloadText(tree: { model: string; batch_size?: number; seq_len?: number }): string {
  const parts = [tree.model];
  if (tree.batch_size !== undefined) parts.push(`batch ${tree.batch_size}`);
  if (tree.seq_len !== undefined) parts.push(`length ${tree.seq_len}`);
  return parts.join(', ');
}
