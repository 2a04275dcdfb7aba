// Where each node of an icicle lies: rows are levels, widths are shares of the parent.
import type { Tree, TreeNode } from './tree';

/** Left and right edge of every node by its index, in [0, 1] of the whole tree. */
export interface IcicleLayout { left: Float64Array; right: Float64Array }

/** A parent's width is shared in proportion to its own value; what its children do not explain stays empty at the right. */
export function layOut(tree: Tree, valueOf: (node: TreeNode) => number | null): IcicleLayout {
  const left = new Float64Array(tree.nodes.length);
  const right = new Float64Array(tree.nodes.length);
  right[0] = 1;
  // Preorder: a parent's edges are known before its children's.
  for (const node of tree.nodes) {
    if (node.children.length === 0) continue;
    const start = left[node.index]!, width = right[node.index]! - start;
    let sum = 0;
    for (const child of node.children) sum += Math.max(0, valueOf(child) ?? 0);
    const whole = Math.max(sum, valueOf(node) ?? 0);
    let at = start;
    for (const child of node.children) {
      left[child.index] = at;
      at += whole > 0 ? (width * Math.max(0, valueOf(child) ?? 0)) / whole : 0;
      right[child.index] = at;
    }
  }
  return { left, right };
}

/** A node's rectangle in pixels. */
export interface Cell { node: TreeNode; x: number; y: number; width: number; height: number }

/** The cells within a window of the layout that are wide enough to be seen. */
export function* cells(
  from: TreeNode, layout: IcicleLayout, window: { left: number; right: number; depth: number }, size: { width: number; height: number; row: number },
): Generator<Cell> {
  const scale = size.width / (window.right - window.left);
  const pending = [from];
  while (pending.length > 0) {
    const node = pending.pop()!;
    const x = (layout.left[node.index]! - window.left) * scale;
    const end = (layout.right[node.index]! - window.left) * scale;
    const y = (node.depth - window.depth) * size.row;
    if (end - x < 0.35 || end < 0 || x > size.width || y >= size.height) continue;
    if (y > -size.row) yield { node, x: Math.max(0, x), y, width: Math.min(size.width, end) - Math.max(0, x), height: size.row };
    for (let i = node.children.length - 1; i >= 0; i--) pending.push(node.children[i]!);
  }
}
