using System.Globalization;
using JouleTree.Graphs;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Passes;

namespace JouleTree.TorchSharp.Rules;

/// <summary>Makes tensors of a graph from those that libtorch was given: weights are found again, others are new each time.</summary>
/// <param name="weights">The model's weights.</param>
internal sealed class TensorMaker(ModelWeights weights)
{
    private int _made;

    /// <summary>The weights of the model.</summary>
    public ModelWeights Weights { get; } = weights;

    /// <summary>A tensor that is read: a weight where it is one.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">The shape to see it in; null for its own.</param>
    public Tensor Read(TorchTensor tensor, TensorShape? shape = null) => Weights.Find(tensor, shape) ?? Make(tensor, shape);

    /// <summary>A tensor that is made.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">The shape to see it in; null for its own.</param>
    public Tensor Make(TorchTensor tensor, TensorShape? shape = null) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"t{_made++}"),
        Type = tensor.Type,
        Shape = shape ?? tensor.Shape,
        Role = TensorRole.Activation,
    };

    /// <summary>Tensors that one operator reads; one that it is given twice is one.</summary>
    /// <param name="tensors">The tensors.</param>
    public IReadOnlyList<Tensor> ReadAll(IEnumerable<TorchTensor> tensors)
    {
        Dictionary<nint, Tensor> known = [];
        List<Tensor> read = [];
        foreach (TorchTensor tensor in tensors)
        {
            if (!known.TryGetValue(tensor.Identity, out Tensor? made))
                known.Add(tensor.Identity, made = Read(tensor));
            read.Add(made);
        }

        return read;
    }

    /// <summary>Tensors that one operator makes.</summary>
    /// <param name="tensors">The tensors.</param>
    public IReadOnlyList<Tensor> MakeAll(IEnumerable<TorchTensor> tensors) => [.. tensors.Select(tensor => Make(tensor))];
}
