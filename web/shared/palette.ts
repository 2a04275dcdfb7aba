// Colours that people with any form of colour blindness tell apart (Okabe and Ito 2008, and their dark-ground companions).
import { cssValue } from './dom';
import { UNATTRIBUTED, type Tree } from './tree';

const LIGHT = ['#0072B2', '#E69F00', '#009E73', '#D55E00', '#CC79A7', '#56B4E9', '#8C6D31', '#6A51A3', '#4D4D4D', '#B2182B'];
const DARK = ['#4BA3E3', '#F0B429', '#2FBF9B', '#F0793A', '#E29BC0', '#8CCBF0', '#C2A15C', '#A48BD8', '#B4B8BF', '#F06A78'];

export function isDark(): boolean {
  const forced = document.documentElement.dataset['theme'];
  return forced ? forced === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

export const series = (index: number): string => (isDark() ? DARK : LIGHT)[index % LIGHT.length]!;

/** Types of leaves in a fixed order, so that a type keeps its colour while one explores. */
export class TypeColours {
  private readonly order = new Map<string, number>();

  /** Takes the types of trees, the costliest first. */
  constructor(trees: Tree[]) {
    const joules = new Map<string, number>();
    for (const tree of trees) {
      for (const node of tree.nodes) {
        if (node.children.length === 0) joules.set(node.type, (joules.get(node.type) ?? 0) + (node.energy_j ?? node.flops ?? 0));
      }
    }
    for (const [type] of [...joules].sort((a, b) => b[1] - a[1])) this.order.set(type, this.order.size);
  }

  /** Colour of a type; types beyond the palette share grey. */
  of(type: string): string {
    if (type === UNATTRIBUTED) return cssValue('--faint');
    const place = this.order.get(type);
    return place !== undefined && place < LIGHT.length ? series(place) : cssValue('--faint');
  }

  /** Types with a colour of their own. */
  get types(): string[] {
    return [...this.order.keys()].slice(0, LIGHT.length);
  }
}

/** Black or white, whichever reads better on a ground. */
export function inkOn(ground: string): string {
  const [r, g, b] = rgb(ground);
  const linear = (v: number): number => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  // Where contrast with black equals that with white.
  return luminance > 0.179 ? '#111418' : '#ffffff';
}

/** A mixture of two colours; 0 is the first. */
export function mix(from: string, to: string, share: number): string {
  const a = rgb(from), b = rgb(to);
  return `#${a.map((v, i) => Math.round(v + (b[i]! - v) * share).toString(16).padStart(2, '0')).join('')}`;
}

function rgb(colour: string): [number, number, number] {
  const full = colour.length === 4 ? [...colour.slice(1)].map(c => c + c).join('') : colour.slice(1);
  const value = parseInt(full, 16) || 0;
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Less is blue, more is red (a pair that every kind of colour vision separates); −1 to 1. */
export function diverging(share: number): string {
  const strength = Math.min(1, Math.abs(share)) ** 0.6;
  return mix(cssValue('--neutral'), share > 0 ? cssValue('--more') : cssValue('--less'), strength);
}
