// Numbers that one gives: a slider beside a field for any number, and the sizes that a network's file leaves free.
import { fill, h } from '../shared/dom';
import type { NetworkInput } from './api';

/** A field for a whole number: what is out of range is marked, said and brought into it. */
export function wholeField(label: string, range: () => { least: number; most: number }, onChange: (value: number) => void): { element: HTMLElement; input: HTMLInputElement } {
  const said = h('span', { class: 'field-said', role: 'alert', hidden: true });
  const input = h('input', { type: 'number', step: 1, inputmode: 'numeric', 'aria-label': label, class: 'exact' });
  const check = (): number | null => {
    const { least, most } = range(), value = Number(input.value);
    const fits = input.value.trim() !== '' && Number.isInteger(value) && value >= least && value <= most;
    input.setAttribute('aria-invalid', String(!fits));
    said.hidden = fits;
    if (!fits) said.textContent = `whole numbers from ${least} to ${most}`;
    return fits ? value : null;
  };
  input.addEventListener('input', check);
  input.addEventListener('change', () => {
    const value = check();
    if (value !== null) {
      onChange(value);
      return;
    }
    const { least, most } = range(), given = input.value.trim() === '' ? NaN : Number(input.value);
    const near = Number.isNaN(given) ? least : Math.min(most, Math.max(least, Math.round(given)));
    said.textContent = `${input.value.trim() === '' ? 'nothing' : input.value} is no whole number from ${least} to ${most}: ${near} is taken`;
    input.value = String(near);
    onChange(near);
  });
  return { element: h('span', { class: 'field-whole' }, input, said), input };
}

const LARGEST = 1 << 20;

/** A slider over round numbers beside a field for any number. */
export class SizeSlider {
  readonly element: HTMLElement;
  private values: number[];
  private most = LARGEST;
  private readonly slider: HTMLInputElement;
  private readonly exact: HTMLInputElement;

  constructor(label: string, private readonly all: number[], private readonly onChange: (value: number) => void) {
    this.values = all;
    this.slider = h('input', { type: 'range', min: 0, step: 1, 'aria-label': label });
    const exact = wholeField(`${label}, exactly`, () => ({ least: 1, most: this.most }), value => { this.place(value); this.onChange(value); });
    this.exact = exact.input;
    this.slider.addEventListener('input', () => {
      const value = this.values[Number(this.slider.value)]!;
      this.exact.value = String(value);
      this.exact.dispatchEvent(new Event('input'));
      this.slider.setAttribute('aria-valuetext', String(value));
      this.onChange(value);
    });
    this.element = h('div', { class: 'control control-size' }, h('span', { class: 'control-label' }, label), this.slider, exact.element);
  }

  /** Shows a value, or hides the field where there is none. */
  show(value: number | null, most = LARGEST): void {
    this.element.hidden = value === null;
    if (value === null) return;
    this.most = most;
    this.values = this.all.filter(one => one <= most);
    this.slider.max = String(this.values.length - 1);
    this.place(value);
    if (Number(this.exact.value) !== value) {
      this.exact.value = String(value);
      this.exact.dispatchEvent(new Event('input'));
    }
    this.exact.max = String(most);
  }

  private place(value: number): void {
    const nearest = this.values.reduce((best, one, i) => (Math.abs(one - value) < Math.abs(this.values[best]! - value) ? i : best), 0);
    this.slider.value = String(nearest);
    this.slider.setAttribute('aria-valuetext', String(value));
  }
}

/** What the dimensions of a network that its file leaves free are called; sizes of one name are one. */
function freeOf(inputs: NetworkInput[]): string[] {
  return [...new Set(inputs.flatMap(input => (input.dimensions ?? []).flatMap((dimension, at) => (dimension.size === undefined ? [nameOf(input, at)] : []))))];
}

const nameOf = (input: NetworkInput, at: number): string => input.dimensions![at]!.name ?? `${input.name}, dimension ${at + 1}`;

const usualOf = (name: string): number => (/seq|len|token|time/i.test(name) ? 128 : /height|width|^h$|^w$/i.test(name) ? 224 : 1);

/** True where a network leaves more free than a batch that its file names first. */
export const needsShapes = (inputs: NetworkInput[]): boolean => freeOf(inputs).length > 1 || inputs.some(input => (input.dimensions ?? []).some((dimension, at) => at > 0 && dimension.size === undefined));

/** The shapes of a network's inputs with sizes for what is free, as `NAME=2x128`. */
export function shapesOf(inputs: NetworkInput[], sizes: Record<string, number>): string[] {
  return inputs.filter(input => input.dimensions?.some(dimension => dimension.size === undefined))
    .map(input => `${input.name}=${input.dimensions!.map((dimension, at) => dimension.size ?? sizes[nameOf(input, at)] ?? usualOf(nameOf(input, at))).join('x')}`);
}

function sizesOf(inputs: NetworkInput[], shapes: string[]): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const shape of shapes) {
    const at = shape.lastIndexOf('='), input = inputs.find(one => one.name === shape.slice(0, at)), values = shape.slice(at + 1).split('x').map(Number);
    input?.dimensions?.forEach((dimension, i) => { if (dimension.size === undefined && values[i]) sizes[nameOf(input, i)] = values[i]; });
  }
  return sizes;
}

/** Fields for the sizes that a file leaves free. */
export class FreeSizes {
  readonly element = h('div', { class: 'control control-free', hidden: true });
  private shown = '';

  constructor(private readonly onChange: (shapes: string[]) => void) {}

  show(inputs: NetworkInput[], shapes: string[]): void {
    const names = freeOf(inputs);
    this.element.hidden = !needsShapes(inputs);
    const key = JSON.stringify([inputs, shapes]);
    if (this.element.hidden || key === this.shown) return;
    this.shown = key;
    const sizes = sizesOf(inputs, shapes);
    fill(this.element, h('span', { class: 'control-label' }, 'Free sizes of the file'), ...names.map(name => {
      const field = wholeField(name, () => ({ least: 1, most: LARGEST }), value => {
        sizes[name] = value;
        const next = shapesOf(inputs, sizes);
        this.shown = JSON.stringify([inputs, next]);
        this.onChange(next);
      });
      field.input.value = String(sizes[name] ?? usualOf(name));
      return h('label', { class: 'free-size' }, h('span', {}, name), field.element);
    }));
  }
}
