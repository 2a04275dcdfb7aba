// Files made in the page and saved by the browser.
import { h } from './dom';

/** A name for files: what is of the tree, then how large it is. */
export const fileName = (tree: { model: string; batch_size?: number; seq_len?: number; device?: string }): string =>
  [tree.model.replace(/.*[/\\]/, ''), tree.batch_size === undefined ? '' : `b${tree.batch_size}`, tree.seq_len === undefined ? '' : `s${tree.seq_len}`, tree.device ?? ''].filter(Boolean).join('-');

export function save(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = h('a', { href: url, download: name.replace(/[^\w.\-]+/g, '_') });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export type Value = number | string | null;
export interface Numbers { columns: string[]; rows: Value[][] }

/** What a column holds as one value, spelled as in the CSV of the command: remarks, shapes and numbers by name are joined. */
export function cellOf(value: number | string | string[] | number[][] | Record<string, number> | undefined): Value {
  if (value === undefined || typeof value !== 'object') return value ?? null;
  if (!Array.isArray(value)) return Object.entries(value).map(([name, number]) => `${name}=${number}`).join(' ');
  return value.map(item => (typeof item === 'string' ? item : item.join('x'))).join(typeof value[0] === 'string' ? '; ' : ' ');
}

/** RFC 4180, with text that a spreadsheet would run as a formula set in quotes behind an apostrophe. */
export function csv(numbers: Numbers): string {
  const cell = (value: Value): string => {
    if (value === null) return '';
    if (typeof value === 'number') return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return [numbers.columns, ...numbers.rows].map(row => row.map(cell).join(',')).join('\n') + '\n';
}

export function json(numbers: Numbers): string {
  return JSON.stringify(numbers.rows.map(row => Object.fromEntries(numbers.columns.map((column, i) => [column, row[i] ?? null]))), null, 1) + '\n';
}

/** An SVG that every reader of XML takes; what XML cannot hold at all is dropped. Throws where it is not well-formed all the same. */
export function wellFormed(svg: string): string {
  const clean = svg.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
  // Without its styles, which a page whose policy allows none would apply while it parses.
  if (new DOMParser().parseFromString(clean.replace(/ style="[^"]*"/g, '').replace(/<style[\s\S]*?<\/style>/g, ''), 'image/svg+xml').querySelector('parsererror')) throw new Error('the picture is no well-formed SVG; please report this');
  return clean;
}

/** An SVG as a PNG of twice its size. */
export async function png(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch {
    throw new Error('the browser cannot draw the picture; save it as SVG');
  }
  const canvas = h('canvas', { width: image.width * 2, height: image.height * 2 });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser gives no canvas');
  context.scale(2, 2);
  context.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('the browser made no PNG'))), 'image/png'));
}
