// An icicle on a canvas: fast enough for tens of thousands of nodes because only what is visible is drawn.
import { cssValue, h, isCalm, onThemeChange, wordsOf } from './dom';
import { cells, layOut, type IcicleLayout } from './icicle-layout';
import { paintCell, ROW, svgOf, type Look } from './icicle-paint';
import type { Metric, Tree, TreeNode } from './tree';

const MAX_ROWS = 18;
const DRILL_MS = 140;
const ZOOM = 1.25;
const PAN = 0.15;
/** Zoomed in further than this nothing more is to be seen. */
const NARROWEST_WINDOW = 1e-5;

export interface IcicleOptions {
  colourOf: (node: TreeNode) => string;
  labelOf?: (node: TreeNode) => string;
  isHatched?: (node: TreeNode) => boolean;
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
  private lit: ReadonlySet<TreeNode> | null = null;
  private readonly look: Look = {
    fillOf: node => this.fillOf(node), labelOf: node => this.labelOf(node), isHatched: node => this.options.isHatched?.(node) ?? false,
    isDim: nodes => this.lit !== null && !nodes.some(node => this.lit!.has(node)),
  };

  constructor(private readonly options: IcicleOptions) {
    this.element = h('div', { class: 'icicle' }, this.canvas, this.tip, this.live);
    this.canvas.setAttribute('aria-label', 'Icicle of the model. Arrow keys move, Enter drills in, Backspace drills out, W and S zoom, A and D pan. A question mark lists all keys.');
    this.canvas.addEventListener('mousemove', event => this.hover(event));
    this.canvas.addEventListener('mouseleave', () => this.setHovered(null));
    this.canvas.addEventListener('click', event => this.click(event));
    this.canvas.addEventListener('dblclick', event => this.doubleClick(event));
    this.canvas.addEventListener('wheel', event => this.wheel(event), { passive: false });
    this.canvas.addEventListener('keydown', event => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.element);
    onThemeChange(() => this.draw());
  }

  /** Shows a tree; focus and selection are nodes of it. */
  show(tree: Tree, metric: Metric, focus: TreeNode, selected: TreeNode): void {
    if (tree === this.tree && metric === this.metric && focus === this.focus && selected !== this.selected) {
      // Only another node is picked: what is zoomed into stays.
      this.selected = selected;
      this.draw();
      return;
    }
    const drill = tree === this.tree && metric === this.metric && focus !== this.focus;
    if (tree !== this.tree || metric !== this.metric) this.layout = layOut(tree, metric.of);
    [this.tree, this.metric, this.focus, this.selected] = [tree, metric, focus, selected];
    this.canvas.style.height = `${this.rows() * ROW}px`;
    this.moveTo(focus, drill && !isCalm());
  }

  /** The picture as SVG, as wide as on the screen. */
  svg(): string {
    const width = Math.max(480, this.canvas.clientWidth), height = this.rows() * ROW;
    return svgOf(this.tree && this.layout && this.focus ? cells(this.focus, this.layout, this.target(this.focus), { width, height, row: ROW }) : [], width, height, this.look);
  }

  /** Picks nodes out by dimming all others; null dims none. */
  light(nodes: ReadonlySet<TreeNode> | null): void {
    this.lit = nodes;
    this.draw();
  }

  private labelOf(node: TreeNode): string {
    const name = this.options.labelOf?.(node) ?? (node.depth === 0 && this.tree ? this.tree.model : node.name);
    const label = node.alike ? `${name} ×${node.alike.length}` : name;
    return this.metric && this.metric.of(node) === null ? `${label} ?` : label;
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
    for (const cell of cells(this.tree.root, this.layout, this.window, { width, height, row: ROW })) paintCell(context, cell, this.look);
    if (this.selected) this.outline(context, this.selected, width, height, cssValue('--ink'), 2);
    if (this.hovered && this.hovered !== this.selected) this.outline(context, this.hovered, width, height, cssValue('--ink'), 1);
  }

  /** Of what is not known nothing but the place is shown. */
  private fillOf(node: TreeNode): string {
    return this.metric!.of(node) === null ? cssValue('--hair') : this.options.colourOf(node);
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
    this.canvas.focus({ preventScroll: true });
    this.options.onSelect(node);
  }

  // The row on top is where one is: there it leads out, below it leads in.
  private doubleClick(event: MouseEvent): void {
    const node = this.nodeAt(event);
    if (!node) return;
    if (node === this.focus) this.options.onDrill(node.up ?? node);
    else if (node.children.length > 0) this.options.onDrill(node);
  }

  // The page keeps its wheel until the picture was clicked into, or a key says that it is meant.
  private wheel(event: WheelEvent): void {
    if (document.activeElement !== this.canvas && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.canvas.getBoundingClientRect();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan(event.deltaX / box.width);
    else this.zoom(event.deltaY < 0 ? ZOOM : 1 / ZOOM, (event.clientX - box.left) / box.width);
  }

  private zoom(factor: number, at = 0.5): void {
    const whole = this.target(this.focus!), width = this.window.right - this.window.left;
    const next = Math.min(whole.right - whole.left, Math.max((whole.right - whole.left) * NARROWEST_WINDOW, width / factor));
    this.place(this.window.left + (width - next) * at, next);
  }

  private pan(share: number): void {
    const width = this.window.right - this.window.left;
    this.place(this.window.left + width * share, width);
  }

  // Within what is drilled into.
  private place(left: number, width: number): void {
    const whole = this.target(this.focus!);
    const start = Math.max(whole.left, Math.min(left, whole.right - width));
    this.window = { left: start, right: start + width, depth: whole.depth };
    this.draw();
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
      case 'w': case 'W': this.zoom(ZOOM); event.preventDefault(); return;
      case 's': case 'S': this.zoom(1 / ZOOM); event.preventDefault(); return;
      case 'a': case 'A': this.pan(-PAN); event.preventDefault(); return;
      case 'd': case 'D': this.pan(PAN); event.preventDefault(); return;
      default: return;
    }
    event.preventDefault();
    if (!next) return;
    this.live.textContent = wordsOf(this.options.tipOf(next));
    this.options.onSelect(next);
  }
}
