// Fields that pick a tree: model or file, device, batch size, length.
import { fill, h } from '../shared/dom';
import { joules } from '../shared/format';
import { workloadText } from '../shared/tree';
import { api, type Device, type Model, type NetworkInput, type SharedFile, type Source, type TreeLine, type Upload } from './api';
import { Picker, type Choice } from './picker';
import { FreeSizes, needsShapes, shapesOf, SizeSlider } from './sizes';

const BATCHES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];
const LENGTHS = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 4096];

/** What there is to pick from. */
export interface Catalog { models: Model[]; devices: Device[]; files: SharedFile[]; uploads: Upload[] }

export class SourceControls {
  readonly element: HTMLElement;
  private source: Source = { set: {} };
  private serial = 0;
  private readonly what = new Picker('Model or file', value => this.pickWhat(value));
  private readonly tree = new Picker('Tree of the file', value => this.change({ tree: Number(value) }));
  private readonly treeField = field('Tree', this.tree.element);
  private readonly free = new FreeSizes(input => { const { batch_size: _, seq_len: __, ...rest } = this.source; this.set({ ...rest, input }); });
  private readonly device = h('select', { class: 'grow', 'aria-label': 'Device or predictor', onchange: () => { const { device: _, ...rest } = this.source; this.set(this.device.value ? { ...rest, device: this.device.value } : rest); } });
  private readonly range = h('p', { class: 'quiet control-note' });
  private readonly batch = new SizeSlider('Batch', BATCHES, batch_size => this.change({ batch_size }));
  private readonly length = new SizeSlider('Length', LENGTHS, seq_len => this.change({ seq_len }));

  constructor(private readonly catalog: Catalog, private readonly onChange: (source: Source) => void) {
    this.element = h('div', { class: 'controls' }, field('Model', this.what.element), this.treeField, field('Device', this.device), this.batch.element, this.length.element, this.free.element, this.range);
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

  private pickWhat(value: string): void {
    const [kind, ...rest] = value.split(':');
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
      void this.pickStored({ file: name }, this.catalog.files.find(file => file.file === name)?.kind, kept);
    } else {
      void this.pickStored({ upload: name }, this.catalog.uploads.find(upload => upload.upload === name)?.kind, kept);
    }
  }

  private async pickStored(named: Partial<Source>, kind: string | undefined, kept: Source): Promise<void> {
    this.set(await sourceOf(named, kind, kept));
  }

  private async refresh(): Promise<void> {
    const serial = ++this.serial, source = this.source;
    this.fillWhat();
    const stored = await this.trees(source);
    if (serial !== this.serial) return;
    this.treeField.hidden = stored === null;
    if (stored) this.tree.show(stored.map(line => ({ value: String(line.tree), label: `${line.tree}. ${workloadText(line)}${line.energy_j === undefined ? '' : `, ${joules(line.energy_j)}`}` })), String(source.tree ?? 1));
    this.fillDevices(stored !== null);
    const inputs = await this.inputs(source);
    if (serial !== this.serial) return;
    this.free.show(inputs, source.input ?? []);
    this.batch.show(stored || source.input ? null : source.batch_size ?? 1);
    const sizes = source.model ? await api.sizes(source.model).catch(() => null) : null;
    if (serial !== this.serial) return;
    const takesLength = sizes ? sizes.has_seq_len : !stored && source.seq_len !== undefined;
    this.length.show(takesLength && !stored ? source.seq_len ?? 128 : null, sizes ? positionsOf(sizes.sizes) : undefined);
    const device = this.catalog.devices.find(one => one.device === source.device);
    this.range.textContent = device?.range ? `Trained on ${device.range}` : '';
  }

  private async inputs(source: Source): Promise<NetworkInput[]> {
    const kind = source.file ? this.catalog.files.find(file => file.file === source.file)?.kind : this.catalog.uploads.find(upload => upload.upload === source.upload)?.kind;
    return kind === 'network' ? api.inputs(source).catch(() => []) : [];
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
    const choice = (kind: string, name: string, group: string, label = name): Choice => ({ value: `${kind}:${name}`, label, group });
    // A model with a head (`bert-base-uncased:masked-lm`) is not in the list, but in the address bar.
    const isListed = !source.model || catalog.models.some(model => model.model === source.model);
    this.what.show([
      ...(isListed ? [] : [choice('model', source.model!, 'Named in the address')]),
      ...catalog.uploads.map(upload => choice('upload', upload.upload, 'Uploaded', upload.name)),
      ...catalog.files.map(file => choice('file', file.file, 'Folder')),
      ...[...new Set(catalog.models.map(model => model.family))].flatMap(family => catalog.models.filter(model => model.family === family).map(model => choice('model', model.model, family))),
    ], value);
  }

  private fillDevices(isStored: boolean): void {
    const chosen = this.source.device ?? '';
    fill(this.device,
      h('option', { value: '', selected: chosen === '' }, isStored ? 'as stored' : 'the one that fits best'),
      ...this.catalog.devices.map(device => h('option', { value: device.device, selected: device.device === chosen, disabled: !device.usable || (device.needs_run === true && !isStored), title: device.problem ?? (device.needs_run ? 'needs a run of the model: predicts measured trees' : null) }, device.device)),
      h('option', { value: 'none', selected: chosen === 'none' }, 'none, counts only'));
  }
}

/** The source that something which was picked begins with: a network's free sizes get usual ones. */
export async function sourceOf(named: Partial<Source>, kind: string | undefined, kept: Source = { set: {} }): Promise<Source> {
  if (kind === 'trees') return { set: {}, ...named, tree: 1 };
  const inputs = kind === 'network' ? await api.inputs({ set: {}, ...named }).catch(() => []) : [];
  return needsShapes(inputs) ? { ...kept, ...named, input: shapesOf(inputs, {}) } : { ...kept, ...named, batch_size: 1 };
}

export function positionsOf(sizes: { name: string; value: number }[]): number {
  return sizes.find(size => /position/.test(size.name))?.value ?? 4096;
}

export function field(label: string, control: HTMLElement): HTMLElement {
  // Not a label around it: each control says itself what it is, and a click beside a list must not open it.
  return h('div', { class: 'control' }, h('span', { class: 'control-label' }, label), control);
}
