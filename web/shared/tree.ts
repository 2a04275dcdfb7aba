// The tree that everything is drawn from, as the API and the report's data hold it.

export type Source = 'measured' | 'modelled' | 'predicted' | 'counted';

export interface EnergyJson {
  joules: number; low?: number; high?: number; level?: number; source: Source;
}

export interface NodeJson {
  id: string; parent?: number; scope: string; kind: 'model' | 'module' | 'ml'; type: string;
  energy?: EnergyJson; measured?: EnergyJson; predicted?: EnergyJson;
  time_s?: number; time_low_s?: number; time_high_s?: number;
  parameters?: number; flops?: number; bytes?: number; macs?: number; unattributed_j?: number;
  terms_j?: Record<string, number>; weight_in_parent?: number; sensitivities?: Record<string, number>; notes?: string[]; inputs?: number[][]; outputs?: number[][]; shared_with?: string;
}

export interface TreeJson {
  model: string; batch_size?: number; seq_len?: number; device?: string; energy_source?: Source; synthetic?: boolean;
  nodes: NodeJson[];
}

export interface TreeNode extends NodeJson {
  index: number; depth: number; name: string; children: TreeNode[]; up: TreeNode | null;
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
  { key: 'energy', label: 'Energy', of: node => node.energy?.joules ?? null },
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

export const energyOf = (node: TreeNode): number | null => node.energy?.joules ?? null;

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
