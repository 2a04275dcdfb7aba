// Fields that pick a tree: model or file, device, batch size, length.
import { fill, h } from '../shared/dom';
import { joules } from '../shared/format';
import { workloadText } from '../shared/tree';
import { api, type Device, type Model, type SharedFile, type Source, type TreeLine, type Upload } from './api';

const BATCHES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];
const LENGTHS = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 4096];

/** What there is to pick from. */
export interface Catalog { models: Model[]; devices: Device[]; files: SharedFile[]; uploads: Upload[] }

export class SourceControls {
  readonly element: HTMLElement;
  private source: Source = { set: {} };
  private serial = 0;
  private readonly what = h('select', { class: 'grow', 'aria-label': 'Model or file', onchange: () => this.pickWhat() });
  private readonly tree = h('select', { class: 'grow', 'aria-label': 'Tree of the file', onchange: () => this.change({ tree: Number(this.tree.value) }) });
  private readonly treeField = field('Tree', this.tree);
  private readonly device = h('select', { class: 'grow', 'aria-label': 'Device or predictor', onchange: () => { const { device: _, ...rest } = this.source; this.set(this.device.value ? { ...rest, device: this.device.value } : rest); } });
  private readonly range = h('p', { class: 'quiet control-note' });
  private readonly batch = new SizeSlider('Batch', BATCHES, batch_size => this.change({ batch_size }));
  private readonly length = new SizeSlider('Length', LENGTHS, seq_len => this.change({ seq_len }));

  constructor(private readonly catalog: Catalog, private readonly onChange: (source: Source) => void) {
    this.element = h('div', { class: 'controls' }, field('Model', this.what), this.treeField, field('Device', this.device), this.batch.element, this.length.element, this.range);
  }

  /** Shows a source without saying that it changed. */
  show(source: Source): void {
    this.source = source;
    void this.refresh();
  }

  private set(source: Source): void {
    this.source = source;
    void this.refresh();
    this.onChange(source);
  }

  private change(part: Partial<Source>): void {
    this.set({ ...this.source, ...part });
  }

  private pickWhat(): void {
    const [kind, ...rest] = this.what.value.split(':');
    const name = rest.join(':');
    const kept: Source = { set: {}, ...(this.source.device ? { device: this.source.device } : {}) };
    const size = { batch_size: this.source.batch_size ?? 8, ...(this.source.seq_len ? { seq_len: this.source.seq_len } : {}) };
    if (kind === 'model') {
      // An image model takes no length; a text model gets one again.
      void api.sizes(name).then(sizes => {
        const most = positionsOf(sizes.sizes);
        const { seq_len, ...others } = { seq_len: 128, ...size };
        this.set(sizes.has_seq_len ? { ...kept, model: name, ...others, seq_len: Math.min(seq_len, most) } : { ...kept, model: name, ...others });
      });
    } else if (kind === 'file') {
      const isTrees = this.catalog.files.find(file => file.file === name)?.kind === 'trees';
      this.set(isTrees ? { set: {}, file: name, tree: 1 } : { ...kept, file: name, batch_size: 1 });
    } else {
      const isTrees = this.catalog.uploads.find(upload => upload.upload === name)?.kind === 'trees';
      this.set(isTrees ? { set: {}, upload: name, tree: 1 } : { ...kept, upload: name, batch_size: 1 });
    }
  }

  private async refresh(): Promise<void> {
    const serial = ++this.serial, source = this.source;
    this.fillWhat();
    const stored = await this.trees(source);
    if (serial !== this.serial) return;
    this.treeField.hidden = stored === null;
    if (stored) fill(this.tree, ...stored.map(line => h('option', { value: line.tree, selected: line.tree === (source.tree ?? 1) }, `${line.tree}. ${workloadText(line)}${line.energy_j === undefined ? '' : `, ${joules(line.energy_j)}`}`)));
    this.fillDevices(stored !== null);
    this.batch.show(stored ? null : source.batch_size ?? 1);
    const sizes = source.model ? await api.sizes(source.model).catch(() => null) : null;
    if (serial !== this.serial) return;
    const takesLength = sizes ? sizes.has_seq_len : !stored && source.seq_len !== undefined;
    this.length.show(takesLength && !stored ? source.seq_len ?? 128 : null, sizes ? positionsOf(sizes.sizes) : undefined);
    const device = this.catalog.devices.find(one => one.device === source.device);
    this.range.textContent = device?.range ? `Trained on ${device.range}` : '';
  }

  private async trees(source: Source): Promise<TreeLine[] | null> {
    if (source.upload) {
      const upload = this.catalog.uploads.find(one => one.upload === source.upload) ?? (await api.uploaded(source.upload).catch(() => null));
      if (upload && !this.catalog.uploads.includes(upload)) { this.catalog.uploads.push(upload); this.fillWhat(); }
      return upload?.kind === 'trees' ? upload.trees : null;
    }
    if (!source.file || this.catalog.files.find(file => file.file === source.file)?.kind !== 'trees') return null;
    return api.trees(source.file).catch(() => []);
  }

  private fillWhat(): void {
    const { source, catalog } = this;
    const value = source.model ? `model:${source.model}` : source.file ? `file:${source.file}` : `upload:${source.upload}`;
    const option = (kind: string, name: string, label = name): HTMLElement => h('option', { value: `${kind}:${name}`, selected: `${kind}:${name}` === value }, label);
    const families = new Map<string, Model[]>();
    for (const model of catalog.models) families.set(model.family, [...(families.get(model.family) ?? []), model]);
    // A model with a head (`bert-base-uncased:masked-lm`) is not in the list, but in the address bar.
    const isListed = !source.model || catalog.models.some(model => model.model === source.model);
    fill(this.what,
      isListed ? null : h('optgroup', { label: 'Named in the address' }, option('model', source.model!)),
      catalog.uploads.length > 0 ? h('optgroup', { label: 'Uploaded' }, ...catalog.uploads.map(upload => option('upload', upload.upload, upload.name))) : null,
      catalog.files.length > 0 ? h('optgroup', { label: 'Folder' }, ...catalog.files.map(file => option('file', file.file))) : null,
      ...[...families].map(([family, models]) => h('optgroup', { label: family }, ...models.map(model => option('model', model.model)))));
    this.what.value = value;
  }

  private fillDevices(isStored: boolean): void {
    const chosen = this.source.device ?? '';
    fill(this.device,
      h('option', { value: '', selected: chosen === '' }, isStored ? 'as stored' : 'the one that fits best'),
      ...this.catalog.devices.map(device => h('option', { value: device.device, selected: device.device === chosen, disabled: !device.usable || (device.needs_run === true && !isStored), title: device.problem ?? (device.needs_run ? 'needs a run of the model: predicts measured trees' : null) }, device.device)),
      h('option', { value: 'none', selected: chosen === 'none' }, 'none, counts only'));
  }
}

export function positionsOf(sizes: { name: string; value: number }[]): number {
  return sizes.find(size => /position/.test(size.name))?.value ?? 4096;
}

/** A slider over round numbers beside a field for any number. */
export class SizeSlider {
  readonly element: HTMLElement;
  private values: number[];
  private readonly slider: HTMLInputElement;
  private readonly exact: HTMLInputElement;

  constructor(label: string, private readonly all: number[], private readonly onChange: (value: number) => void) {
    this.values = all;
    this.slider = h('input', { type: 'range', min: 0, step: 1, 'aria-label': label });
    this.exact = h('input', { type: 'number', min: 1, step: 1, 'aria-label': `${label}, exactly`, class: 'exact' });
    this.slider.addEventListener('input', () => { const value = this.values[Number(this.slider.value)]!; this.exact.value = String(value); this.slider.setAttribute('aria-valuetext', String(value)); this.onChange(value); });
    this.exact.addEventListener('change', () => { const value = Math.round(Number(this.exact.value)); if (value >= 1) this.onChange(value); });
    this.element = h('div', { class: 'control control-size' }, h('span', { class: 'control-label' }, label), this.slider, this.exact);
  }

  /** Shows a value, or hides the field where there is none. */
  show(value: number | null, most?: number): void {
    this.element.hidden = value === null;
    if (value === null) return;
    this.values = this.all.filter(one => most === undefined || one <= most);
    this.slider.max = String(this.values.length - 1);
    const nearest = this.values.reduce((best, one, i) => (Math.abs(one - value) < Math.abs(this.values[best]! - value) ? i : best), 0);
    this.slider.value = String(nearest);
    this.slider.setAttribute('aria-valuetext', String(value));
    if (document.activeElement !== this.exact || Number(this.exact.value) !== value) this.exact.value = String(value);
    if (most !== undefined) this.exact.max = String(most);
  }
}

export function field(label: string, control: HTMLElement): HTMLElement {
  return h('label', { class: 'control' }, h('span', { class: 'control-label' }, label), control);
}
