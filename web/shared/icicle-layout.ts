// Where each node of an icicle lies: rows are levels, widths are shares of the parent.
import type { Tree, TreeNode } from './tree';

/** Left and right edge of every node by its index, in [0, 1] of the whole tree. */
export interface IcicleLayout { left: Float64Array; right: Float64Array }

/**
 * A parent's width is shared in proportion to its own value; what its children do not explain stays empty at the right, or is shared
 * equally by children of whom nothing is known. A node without a value of its own counts as the sum of what is below it.
 */
export function layOut(tree: Tree, valueOf: (node: TreeNode) => number | null): IcicleLayout {
  const values: (number | null)[] = new Array(tree.nodes.length);
  for (let i = tree.nodes.length - 1; i >= 0; i--) {
    const node = tree.nodes[i]!;
    const known = node.children.map(child => values[child.index] ?? null).filter(value => value !== null);
    values[node.index] = valueOf(node) ?? (known.length > 0 ? known.reduce((sum, value) => sum + Math.max(0, value), 0) : null);
  }
  const left = new Float64Array(tree.nodes.length);
  const right = new Float64Array(tree.nodes.length);
  right[0] = 1;
  // Preorder: a parent's edges are known before its children's.
  for (const node of tree.nodes) {
    if (node.children.length === 0) continue;
    const start = left[node.index]!, width = right[node.index]! - start;
    let sum = 0, unknown = 0;
    for (const child of node.children) {
      const value = values[child.index] ?? null;
      if (value === null) unknown++;
      else sum += Math.max(0, value);
    }
    const whole = Math.max(sum, values[node.index] ?? 0);
    const shares = whole > 0 ? (value: number | null) => (value === null ? (whole - sum) / unknown : Math.max(0, value)) / whole : () => 1 / node.children.length;
    let at = start;
    for (const child of node.children) {
      left[child.index] = at;
      at += width * shares(values[child.index] ?? null);
      right[child.index] = at;
    }
  }
  return { left, right };
}

/** A rectangle in pixels: a node's, or that of siblings from this one on which are too narrow to tell apart. */
export interface Cell { node: TreeNode; x: number; y: number; width: number; height: number; crowd: TreeNode[] | null }

const NARROWEST = 0.35;

/** The cells within a window of the layout. */
export function* cells(
  from: TreeNode, layout: IcicleLayout, window: { left: number; right: number; depth: number }, size: { width: number; height: number; row: number },
): Generator<Cell> {
  const scale = size.width / (window.right - window.left);
  const edge = (place: number): number => (place - window.left) * scale;
  const cell = (node: TreeNode, x: number, end: number, y: number, crowd: TreeNode[] | null): Cell => ({ node, x: Math.max(0, x), y, width: Math.min(size.width, end) - Math.max(0, x), height: size.row, crowd });
  const pending = [from];
  while (pending.length > 0) {
    const node = pending.pop()!;
    const x = edge(layout.left[node.index]!), end = edge(layout.right[node.index]!), y = (node.depth - window.depth) * size.row;
    if (end < 0 || x > size.width || y >= size.height) continue;
    if (y > -size.row) yield cell(node, x, end, y, null);
    let crowd: TreeNode[] = [], from = 0, to = 0;
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i]!, start = edge(layout.left[child.index]!), stop = edge(layout.right[child.index]!);
      if (stop - start >= NARROWEST) {
        pending.push(child);
        continue;
      }
      // Neighbours come from the right: the crowd grows to the left.
      if (crowd.length > 0 && from - stop > NARROWEST) {
        yield* crowded(crowd, from, to);
        crowd = [];
      }
      if (crowd.length === 0) to = stop;
      crowd.push(child);
      from = start;
    }
    if (crowd.length > 0) yield* crowded(crowd, from, to);
  }

  function* crowded(crowd: TreeNode[], start: number, stop: number): Generator<Cell> {
    const y = (crowd[0]!.depth - window.depth) * size.row;
    if (stop - start < NARROWEST || stop < 0 || start > size.width || y <= -size.row || y >= size.height) return;
    const width = (node: TreeNode): number => layout.right[node.index]! - layout.left[node.index]!;
    yield cell(crowd.reduce((widest, node) => (width(node) > width(widest) ? node : widest)), start, stop, y, crowd);
  }
}
