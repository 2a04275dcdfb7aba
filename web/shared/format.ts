// Numbers as people read them. Unknown is «–», never 0.

const PREFIXES: [number, string][] = [
  [1e15, 'P'], [1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, 'µ'], [1e-9, 'n'], [1e-12, 'p'],
];

export const UNKNOWN = '–';

/** Three significant digits with an SI prefix: `12.3 mJ`. */
export function si(value: number | null | undefined, unit: string, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return `0 ${unit}`.trim();
  const size = Math.abs(value);
  // What would round up to 1000 belongs to the next prefix.
  const edge = 1000 - 500 * 10 ** -digits;
  let [factor, prefix] = PREFIXES[PREFIXES.length - 1]!;
  for (let i = 0; i < PREFIXES.length; i++) {
    const [candidate, name] = PREFIXES[i]!;
    if (size >= candidate || (i + 1 < PREFIXES.length && size >= edge * PREFIXES[i + 1]![0])) {
      [factor, prefix] = [candidate, name];
      break;
    }
  }
  return `${plain(value / factor, digits)} ${prefix}${unit}`.trim();
}

/** Significant digits without an exponent where that stays short. */
export function plain(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(digits - 1).replace('e+', 'e').replace('-', '−').replace('e-', 'e−');
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return minus(value.toFixed(Math.min(decimals, 12)));
}

/** An axis's number: as short as it can be. */
export function tick(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const [factor, prefix] = PREFIXES.find(([candidate]) => size >= candidate * 0.9999) ?? PREFIXES[PREFIXES.length - 1]!;
  return minus(`${Number((value / factor).toPrecision(3))}${prefix ? ` ${prefix}` : ''}`);
}

/** Numbers of an axis that reaches up to a number, all with the prefix of that. */
export function ticksUpTo(largest: number): (value: number) => string {
  const [factor, prefix] = PREFIXES.find(([candidate]) => largest >= candidate * 0.9999) ?? PREFIXES[PREFIXES.length - 1]!;
  return value => (value === 0 ? '0' : minus(`${Number((value / factor).toPrecision(3))}${prefix ? ` ${prefix}` : ''}`));
}

export const joules = (value: number | null | undefined): string => si(value, 'J');
export const seconds = (value: number | null | undefined): string => si(value, 's');
export const flops = (value: number | null | undefined): string => si(value, 'FLOP');
export const count = (value: number | null | undefined): string => si(value, '');

/** Bytes with binary prefixes, as the tree files count them. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = value, unit = 0;
  while (Math.abs(size) >= 1023.5 && unit < units.length - 1) [size, unit] = [size / 1024, unit + 1];
  return `${plain(size)} ${units[unit]}`;
}

/** One significant digit, for what is an order of magnitude at best: `about 10 J`. */
export function roughly(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value) || value === 0) return si(value, unit);
  const digits = 10 ** Math.floor(Math.log10(Math.abs(value)));
  return `about ${si(Number((Math.round(value / digits) * digits).toPrecision(1)), unit, 1)}`;
}

/** A share of 1 as percent. */
export function percent(share: number | null | undefined, decimals = 1): string {
  return share === null || share === undefined || !Number.isFinite(share) ? UNKNOWN : `${minus((100 * share).toFixed(decimals))} %`;
}

/** A change with its sign, as percent. */
export function change(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return UNKNOWN;
  return `${share > 0 ? '+' : ''}${percent(share)}`;
}

/** `12.3 J (11.8 to 12.9)`. */
export function interval(value: number | null, low: number | null, high: number | null): string {
  return low === null || high === null ? joules(value) : `${joules(value)} (${joules(low)} to ${joules(high)})`;
}

function minus(text: string): string {
  return text.replace('-', '−');
}
