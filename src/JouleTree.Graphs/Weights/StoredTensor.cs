using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Weights;

/// <summary>A tensor of a file of weights, as its header tells it; its values are not read.</summary>
/// <param name="Name">Its name in the model's state dictionary, such as <c>model.layers.0.mlp.up_proj.weight</c>.</param>
/// <param name="Format">How its values are stored, scales that lie in tensors of their own among them.</param>
/// <param name="Shape">Shape of the values [rows, columns], unpacked.</param>
/// <param name="Bytes">Bytes in the file, those of its scales and zero points among them.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record StoredTensor(string Name, NumberFormat Format, TensorShape Shape, long Bytes, InputPlace Place);
