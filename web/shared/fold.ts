// Equal layers drawn once: neighbours that are alike become one node that stands for all of them.
import { treeOf, type NodeJson, type Tree, type TreeNode } from './tree';

/** Neighbours fewer than this stay apart. */
const LEAST = 3;

const SUMMED = ['energy_j', 'idle_energy_j', 'predicted_energy_j', 'unattributed_j', 'time_s', 'parameters', 'shared_parameters', 'macs', 'flops', 'bytes', 'a_j', 'b_j', 'change_j'] as const satisfies readonly (keyof NodeJson)[];

const signatures = new WeakMap<Tree, Int32Array>();

/** Numbers that are equal where what is below two nodes is alike: types, kinds and order of all nodes. */
function signaturesOf(tree: Tree): Int32Array {
  const known = signatures.get(tree);
  if (known) return known;
  const made = new Int32Array(tree.nodes.length), numbers = new Map<string, number>();
  for (let i = tree.nodes.length - 1; i >= 0; i--) {
    const node = tree.nodes[i]!;
    const text = `${node.type}\n${node.match ?? ''}\n${node.children.map(child => made[child.index]).join(' ')}`;
    let number = numbers.get(text);
    if (number === undefined) numbers.set(text, (number = numbers.size));
    made[node.index] = number;
  }
  signatures.set(tree, made);
  return made;
}

/** True where something of a tree can be folded. */
export function canFold(tree: Tree): boolean {
  const signature = signaturesOf(tree);
  return tree.nodes.some(node => runsOf(node.children, signature).some(run => run.length > 1));
}

function runsOf(siblings: TreeNode[], signature: Int32Array): TreeNode[][] {
  const runs: TreeNode[][] = [];
  for (const node of siblings) {
    const last = runs[runs.length - 1];
    if (last && node.children.length > 0 && signature[last[0]!.index] === signature[node.index]) last.push(node);
    else runs.push([node]);
  }
  return runs.flatMap(run => (run.length >= LEAST ? [run] : run.map(node => [node])));
}

/**
 * The tree with runs of equal neighbours as one node each, but for those whose scope is opened. Numbers of a folded node are sums; an
 * interval of a sum is not known.
 */
export function fold(tree: Tree, opened: ReadonlySet<string>): Tree {
  const signature = signaturesOf(tree), nodes: NodeJson[] = [], origins: TreeNode[][] = [];
  const pending: { members: TreeNode[]; parent: number | undefined; scope: string }[] = [{ members: [tree.root], parent: undefined, scope: tree.root.scope }];
  while (pending.length > 0) {
    const { members, parent, scope } = pending.pop()!;
    const place = nodes.length, first = members[0]!;
    nodes.push(merged(members, parent, scope));
    origins.push(members);
    const below: typeof pending = [];
    const own = (child: TreeNode): string => `${scope}.${child.name}`;
    for (const run of runsOf(first.children, signature)) {
      const name = `${run[0]!.name}–${run[run.length - 1]!.name}`, folded = `${scope}.${name}`;
      if (run.length > 1 && !opened.has(folded)) {
        below.push({ members: members.flatMap(member => run.map(child => member.children[first.children.indexOf(child)]!)), parent: place, scope: folded });
      } else {
        for (const child of run) {
          const at = first.children.indexOf(child);
          below.push({ members: members.map(member => member.children[at]!), parent: place, scope: members.length > 1 ? own(child) : child.scope });
        }
      }
    }
    pending.push(...below.reverse());
  }
  const { nodes: _, root: __, ...head } = tree;
  const made = treeOf({ ...head, nodes });
  for (const node of made.nodes) {
    const members = origins[node.index]!;
    node.origin = members[0]!;
    if (members.length > 1) node.alike = members;
  }
  return made;
}

function merged(members: TreeNode[], parent: number | undefined, scope: string): NodeJson {
  const { index: _, depth: __, name: ___, children: ____, up: _____, origin: ______, alike: _______, parent: ________, ...first } = members[0]!;
  const above = parent === undefined ? {} : { parent };
  if (members.length === 1) return { ...first, ...above, scope };
  const sum: NodeJson = { id: first.id, kind: first.kind, type: first.type, scope, ...above };
  if (first.energy_source) sum.energy_source = first.energy_source;
  if (first.match) sum.match = first.match;
  for (const name of SUMMED) {
    if (members.every(member => member[name] !== undefined)) sum[name] = members.reduce((total, member) => total + member[name]!, 0);
  }
  for (const name of ['inputs', 'outputs'] as const) {
    if (first[name] && members.every(member => JSON.stringify(member[name]) === JSON.stringify(first[name]))) sum[name] = first[name];
  }
  if (members.every(member => member.terms_j)) {
    const terms: Record<string, number> = {};
    for (const member of members) for (const [name, value] of Object.entries(member.terms_j!)) terms[name] = (terms[name] ?? 0) + value;
    sum.terms_j = terms;
  }
  const notes = [...new Set(members.flatMap(member => member.notes ?? []))];
  if (notes.length > 0) sum.notes = notes.slice(0, 6);
  return sum;
}

/** Folded nodes that must be opened so that a node of the whole tree is shown by itself; the node is named by its scope. */
export function openedFor(tree: Tree, opened: ReadonlySet<string>, scope: string): Set<string> {
  const result = new Set(opened);
  for (let attempt = 0; attempt < 12; attempt++) {
    const folded = fold(tree, result);
    if (folded.nodes.some(node => node.scope === scope && !node.alike)) return result;
    const holder = folded.nodes.filter(node => node.alike?.some(member => member.scope === scope || scope.startsWith(`${member.scope}.`)));
    const outermost = holder.find(node => !node.up?.alike);
    if (!outermost) return result;
    result.add(outermost.scope);
  }
  return result;
}
