// Words for names of fields.
const WORDS: [RegExp, string][] = [
  [/^(num_hidden_layers|n_layers?|num_layers|encoder_layers|depth)$/, 'layers'], [/^decoder_layers$/, 'layers of the decoder'], [/^(hidden_size|n_embd|dim|d_model|embed_dim)$/, 'hidden width'],
  [/key_value_heads/, 'key and value heads'], [/(attention_heads|n_heads?|num_heads)$/, 'attention heads'], [/^(intermediate_size|n_inner|hidden_dim|d_ff|ffn_dim)$/, 'width inside the MLP'],
  [/^vocab/, 'vocabulary'], [/position/, 'positions'], [/num_(classes|labels)/, 'classes'], [/image_size/, 'image size'], [/patch_size/, 'patch size'], [/num_.*experts$|n_routed_experts/, 'experts'], [/experts_per/, 'experts a token'],
  [/^batch_size$/, 'batch size'], [/^seq_len$/, 'length'],
];

/** Words for a field; the name with spaces where there are none. */
export const wordsFor = (name: string): string => WORDS.find(([pattern]) => pattern.test(name))?.[1] ?? name.replace(/_/g, ' ');
