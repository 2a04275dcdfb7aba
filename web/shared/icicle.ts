// An icicle on a canvas: fast enough for tens of thousands of nodes because only what is visible is drawn.
import { cssValue, h, isCalm, onThemeChange } from './dom';
import { cells, layOut, type Cell, type IcicleLayout } from './icicle-layout';
import { inkOn } from './palette';
import type { Metric, Tree, TreeNode } from './tree';

const ROW = 26;
const MAX_ROWS = 18;
const DRILL_MS = 140;

export interface IcicleOptions {
  colourOf: (node: TreeNode) => string;
  labelOf?: (node: TreeNode) => string;
  tipOf: (node: TreeNode) => HTMLElement;
  onSelect: (node: TreeNode) => void;
  onDrill: (node: TreeNode) => void;
}

export class Icicle {
  readonly element: HTMLElement;
  private readonly canvas = h('canvas', { tabindex: 0, role: 'application', class: 'icicle-canvas' });
  private readonly tip = h('div', { class: 'tip', role: 'tooltip', hidden: true });
  private readonly live = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  private tree: Tree | null = null;
  private layout: IcicleLayout | null = null;
  private focus: TreeNode | null = null;
  private selected: TreeNode | null = null;
  private hovered: TreeNode | null = null;
  private window = { left: 0, right: 1, depth: 0 };
  private animation = 0;
  private metric: Metric | null = null;

  constructor(private readonly options: IcicleOptions) {
    this.element = h('div', { class: 'icicle' }, this.canvas, this.tip, this.live);
    this.canvas.setAttribute('aria-label', 'Icicle of the model. Arrow keys move, Enter drills in, Backspace drills out.');
    this.canvas.addEventListener('mousemove', event => this.hover(event));
    this.canvas.addEventListener('mouseleave', () => this.setHovered(null));
    this.canvas.addEventListener('click', event => this.click(event));
    this.canvas.addEventListener('keydown', event => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.element);
    onThemeChange(() => this.draw());
  }

  /** Shows a tree; focus and selection are nodes of it. */
  show(tree: Tree, metric: Metric, focus: TreeNode, selected: TreeNode): void {
    const drill = tree === this.tree && metric === this.metric && focus !== this.focus;
    if (tree !== this.tree || metric !== this.metric) this.layout = layOut(tree, metric.of);
    [this.tree, this.metric, this.focus, this.selected] = [tree, metric, focus, selected];
    this.canvas.style.height = `${this.rows() * ROW}px`;
    this.moveTo(focus, drill && !isCalm());
  }

  /** The picture as SVG, as wide as on the screen. */
  svg(): string {
    const width = Math.max(480, this.canvas.clientWidth), height = this.rows() * ROW;
    const parts = [`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`];
    parts.push(`<rect width="${width}" height="${height}" fill="${cssValue('--ground')}"/>`);
    if (this.tree && this.layout && this.focus) {
      for (const cell of cells(this.focus, this.layout, this.target(this.focus), { width, height, row: ROW })) {
        const fill = cell.isCrowd ? cssValue('--faint') : this.fillOf(cell.node);
        parts.push(`<rect x="${n(cell.x)}" y="${n(cell.y)}" width="${n(Math.max(0.3, cell.width - 1))}" height="${ROW - 1}" fill="${fill}"><title>${escape(cell.node.scope)}</title></rect>`);
        const text = cell.isCrowd ? '' : clip(this.labelOf(cell.node), (cell.width - 10) / 6.6);
        if (text) parts.push(`<text x="${n(cell.x + 6)}" y="${n(cell.y + 17)}" fill="${inkOn(fill)}">${escape(text)}</text>`);
      }
    }
    return `${parts.join('\n')}\n</svg>\n`;
  }

  private labelOf(node: TreeNode): string {
    const name = this.options.labelOf?.(node) ?? (node.depth === 0 && this.tree ? this.tree.model : node.name);
    return this.metric && this.metric.of(node) === null ? `${name} ?` : name;
  }

  private rows(): number {
    if (!this.focus) return 3;
    let deepest = this.focus.depth;
    const pending = [this.focus];
    while (pending.length > 0 && deepest - this.focus.depth < MAX_ROWS) {
      const node = pending.pop()!;
      deepest = Math.max(deepest, node.depth);
      pending.push(...node.children);
    }
    return Math.min(MAX_ROWS, deepest - this.focus.depth + 1);
  }

  private target(node: TreeNode): { left: number; right: number; depth: number } {
    return { left: this.layout!.left[node.index]!, right: Math.max(this.layout!.right[node.index]!, this.layout!.left[node.index]! + 1e-12), depth: node.depth };
  }

  private moveTo(node: TreeNode, animated: boolean): void {
    cancelAnimationFrame(this.animation);
    const from = { ...this.window }, to = this.target(node), start = performance.now();
    if (!animated) {
      this.window = to;
      this.draw();
      return;
    }
    const step = (now: number): void => {
      const done = Math.min(1, (now - start) / DRILL_MS), ease = 1 - (1 - done) ** 3;
      this.window = {
        left: from.left + (to.left - from.left) * ease, right: from.right + (to.right - from.right) * ease, depth: from.depth + (to.depth - from.depth) * ease,
      };
      this.draw();
      if (done < 1) this.animation = requestAnimationFrame(step);
    };
    step(start);
  }

  private draw(): void {
    if (!this.tree || !this.layout || !this.focus) return;
    const width = this.element.clientWidth, height = this.rows() * ROW, ratio = devicePixelRatio || 1;
    if (width === 0) return;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const context = this.canvas.getContext('2d')!;
    context.scale(ratio, ratio);
    context.clearRect(0, 0, width, height);
    context.font = `12px ${cssValue('--font') || 'system-ui, sans-serif'}`;
    context.textBaseline = 'middle';
    // While drilling the window lies between two nodes: what is above the focus is drawn too.
    for (const cell of cells(this.tree.root, this.layout, this.window, { width, height, row: ROW })) this.drawCell(context, cell);
    if (this.selected) this.outline(context, this.selected, width, height, cssValue('--ink'), 2);
    if (this.hovered && this.hovered !== this.selected) this.outline(context, this.hovered, width, height, cssValue('--ink'), 1);
  }

  /** Of what is not known nothing but the place is shown. */
  private fillOf(node: TreeNode): string {
    return this.metric!.of(node) === null ? cssValue('--hair') : this.options.colourOf(node);
  }

  private drawCell(context: CanvasRenderingContext2D, { node, x, y, width, isCrowd }: Cell): void {
    const fill = isCrowd ? cssValue('--faint') : this.fillOf(node);
    context.fillStyle = fill;
    context.fillRect(x, y, Math.max(0.5, width - (width > 3 ? 1 : 0)), ROW - 1);
    if (width < 26 || isCrowd) return;
    const text = clip(this.labelOf(node), (width - 12) / 6.4);
    if (!text) return;
    context.fillStyle = inkOn(fill);
    context.save();
    context.beginPath();
    context.rect(x, y, width - 4, ROW);
    context.clip();
    context.fillText(text, x + 6, y + ROW / 2);
    context.restore();
  }

  private outline(context: CanvasRenderingContext2D, node: TreeNode, width: number, height: number, colour: string, thickness: number): void {
    const scale = width / (this.window.right - this.window.left);
    const x = Math.max(0, (this.layout!.left[node.index]! - this.window.left) * scale);
    const end = Math.min(width, (this.layout!.right[node.index]! - this.window.left) * scale);
    const y = (node.depth - this.window.depth) * ROW;
    if (y < 0 || y >= height || end <= 0 || x >= width) return;
    context.strokeStyle = colour;
    context.lineWidth = thickness;
    context.strokeRect(x + thickness / 2, y + thickness / 2, Math.max(2, end - x - 1 - thickness), ROW - 1 - thickness);
  }

  private nodeAt(event: MouseEvent): TreeNode | null {
    if (!this.tree || !this.layout) return null;
    const box = this.canvas.getBoundingClientRect();
    const depth = Math.floor((event.clientY - box.top) / ROW) + this.window.depth;
    const place = this.window.left + ((event.clientX - box.left) / box.width) * (this.window.right - this.window.left);
    let node: TreeNode | undefined = this.tree.root;
    while (node && node.depth < depth) node = node.children.find(child => this.layout!.left[child.index]! <= place && place < this.layout!.right[child.index]!);
    return node && node.depth === depth ? node : null;
  }

  private hover(event: MouseEvent): void {
    this.setHovered(this.nodeAt(event));
    if (!this.hovered) return;
    const box = this.element.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    this.tip.style.left = `${Math.max(0, Math.min(x + 14, box.width - this.tip.offsetWidth - 4))}px`;
    this.tip.style.top = `${y + 18}px`;
  }

  private setHovered(node: TreeNode | null): void {
    if (node === this.hovered) return;
    this.hovered = node;
    this.tip.hidden = node === null;
    if (node) this.tip.replaceChildren(this.options.tipOf(node));
    this.draw();
  }

  private click(event: MouseEvent): void {
    const node = this.nodeAt(event);
    if (!node) return;
    this.canvas.focus();
    // The row on top is where one is: clicking it leads out, clicking below leads in.
    if (node === this.focus) this.options.onDrill(node.up ?? node);
    else if (node.children.length > 0) this.options.onDrill(node);
    else this.options.onSelect(node);
  }

  private key(event: KeyboardEvent): void {
    if (!this.selected || !this.focus || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.selected, siblings = at.up?.children ?? [at], place = siblings.indexOf(at);
    const isTop = at === this.focus;
    let next: TreeNode | null | undefined;
    switch (event.key) {
      case 'ArrowRight': next = isTop ? null : siblings[place + 1]; break;
      case 'ArrowLeft': next = isTop ? null : siblings[place - 1]; break;
      case 'ArrowDown': next = at.children[0]; break;
      case 'ArrowUp': next = isTop ? null : at.up; break;
      case 'Enter': if (at.children.length > 0) this.options.onDrill(at); event.preventDefault(); return;
      case 'Backspace': case 'Escape': if (this.focus.up) this.options.onDrill(this.focus.up); event.preventDefault(); return;
      case 'Home': next = this.focus; break;
      default: return;
    }
    event.preventDefault();
    if (!next) return;
    this.live.textContent = this.options.tipOf(next).textContent;
    this.options.onSelect(next);
  }
}

/** A text cut to a number of characters; empty where less than two would be left. */
export function clip(text: string, characters: number): string {
  if (text.length <= characters) return text;
  return characters >= 3 ? `${text.slice(0, Math.floor(characters) - 1)}…` : '';
}

const n = (value: number): string => String(Math.round(value * 100) / 100);

export function escape(text: string): string {
  // What XML 1.0 cannot hold at all is dropped.
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '').replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
}
