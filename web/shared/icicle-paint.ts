// How an icicle looks: on a canvas, and the same as SVG.
import { cssValue } from './dom';
import type { Cell } from './icicle-layout';
import { inkOn } from './palette';
import type { TreeNode } from './tree';

export const ROW = 26;

/** What of a node the painters ask for. */
export interface Look {
  fillOf: (node: TreeNode) => string;
  labelOf: (node: TreeNode) => string;
  /** True where a node has no counterpart: it is hatched. */
  isHatched: (node: TreeNode) => boolean;
  /** True where something else is picked out. */
  isDim: (nodes: TreeNode[]) => boolean;
}

/** Of what is too narrow to tell apart, the colour of the widest. */
const groundOf = (cell: Cell, look: Look): string => look.fillOf(cell.node);

const HATCH_STEP = 7;

export function paintCell(context: CanvasRenderingContext2D, cell: Cell, look: Look): void {
  const { x, y, width, node } = cell, fill = groundOf(cell, look);
  const drawn = Math.max(0.5, width - (width > 3 ? 1 : 0));
  context.globalAlpha = look.isDim(cell.crowd ?? [node]) ? 0.22 : 1;
  context.fillStyle = fill;
  context.fillRect(x, y, drawn, ROW - 1);
  if (look.isHatched(node)) hatch(context, x, y, drawn, inkOn(fill));
  if (width >= 26 && !cell.crowd) {
    const text = clip(look.labelOf(node), (width - 12) / 6.4);
    if (text) {
      context.save();
      context.beginPath();
      context.rect(x, y, width - 4, ROW);
      context.clip();
      if (look.isHatched(node)) {
        context.fillStyle = fill;
        context.fillRect(x + 3, y + 4, context.measureText(text).width + 6, ROW - 9);
      }
      context.fillStyle = inkOn(fill);
      context.fillText(text, x + 6, y + ROW / 2);
      context.restore();
    }
  }
  context.globalAlpha = 1;
}

function hatch(context: CanvasRenderingContext2D, x: number, y: number, width: number, ink: string): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, ROW - 1);
  context.clip();
  context.strokeStyle = ink;
  context.globalAlpha *= 0.55;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = x - ROW - (x % HATCH_STEP); at < x + width; at += HATCH_STEP) {
    context.moveTo(at, y + ROW);
    context.lineTo(at + ROW, y);
  }
  context.stroke();
  context.restore();
}

export function svgOf(cells: Iterable<Cell>, width: number, height: number, look: Look): string {
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<defs><pattern id="hatch" width="${HATCH_STEP}" height="${HATCH_STEP}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V${HATCH_STEP}" stroke="#000" stroke-opacity=".5"/></pattern></defs>`,
    `<rect width="${width}" height="${height}" fill="${cssValue('--ground')}"/>`,
  ];
  for (const cell of cells) {
    const fill = groundOf(cell, look), opacity = look.isDim(cell.crowd ?? [cell.node]) ? ' opacity="0.22"' : '';
    const box = `x="${n(cell.x)}" y="${n(cell.y)}" width="${n(Math.max(0.3, cell.width - 1))}" height="${ROW - 1}"`;
    parts.push(`<rect ${box} fill="${fill}"${opacity}><title>${escape(cell.node.scope)}</title></rect>`);
    if (look.isHatched(cell.node)) parts.push(`<rect ${box} fill="url(#hatch)"/>`);
    const text = cell.crowd ? '' : clip(look.labelOf(cell.node), (cell.width - 10) / 6.6);
    if (text) parts.push(`<text x="${n(cell.x + 6)}" y="${n(cell.y + 17)}" fill="${inkOn(fill)}"${opacity}>${escape(text)}</text>`);
  }
  return `${parts.join('\n')}\n</svg>\n`;
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
