using System.Collections;
using System.Runtime.CompilerServices;
using JouleTree.Core.Trees;
using JouleTree.TorchSharp.Dispatch;
using TorchSharp;

namespace JouleTree.TorchSharp.Passes;

/// <summary>One call of a module in a pass: what it was given, what it did, what it gave back.</summary>
/// <param name="module">The module.</param>
/// <param name="scope">Its name, with the number of the call where it is not the first.</param>
/// <param name="named">Its name without that number.</param>
internal sealed class ModuleCall(torch.nn.Module module, Scope scope, Scope named)
{
    /// <summary>The module.</summary>
    public torch.nn.Module Module { get; } = module;

    /// <summary>Its place in the tree.</summary>
    public Scope Scope { get; } = scope;

    /// <summary>Its name in the model.</summary>
    public Scope Named { get; } = named;

    /// <summary>Tensors that it was given, in order.</summary>
    public IReadOnlyList<TorchTensor> Inputs { get; set; } = [];

    /// <summary>Tensors that it gave back, in order; null where it did not end.</summary>
    public IReadOnlyList<TorchTensor>? Outputs { get; set; }

    /// <summary>Calls of modules and functions within it, in order.</summary>
    public List<object> Parts { get; } = [];

    /// <summary>The tensors in what a module is given or gives back: alone, in tuples, in lists, in dictionaries.</summary>
    /// <param name="value">What it is.</param>
    public static IEnumerable<torch.Tensor> TensorsIn(object? value) => value switch
    {
        // What was given back already, or never was there, has no shape.
        torch.Tensor tensor => tensor.IsInvalid ? [] : [tensor],
        string => [],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(index => TensorsIn(tuple[index])),
        IDictionary dictionary => dictionary.Values.Cast<object?>().SelectMany(TensorsIn),
        IEnumerable items when value is not Array { Length: > 0 } array || !array.GetType().GetElementType()!.IsPrimitive =>
            items.Cast<object?>().SelectMany(TensorsIn),
        _ => [],
    };
}

/// <summary>A function that libtorch did in a pass, with those within it.</summary>
/// <param name="name">Its name without that of the library, such as <c>mm</c>.</param>
/// <param name="sequence">Number by which its node in autograd knows it.</param>
/// <param name="inputs">What it was given.</param>
internal sealed class FunctionCall(string name, long sequence, IReadOnlyList<TorchValue?> inputs)
{
    /// <summary>Its name, such as <c>mm</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Number by which its node in autograd knows it.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>What it was given; null for what was not there.</summary>
    public IReadOnlyList<TorchValue?> Inputs { get; } = inputs;

    /// <summary>What it made.</summary>
    public IReadOnlyList<TorchValue?> Outputs { get; set; } = [];

    /// <summary>Functions within it.</summary>
    public List<FunctionCall> Inner { get; } = [];

    /// <summary>The tensors among what it was given, those in lists too.</summary>
    public IEnumerable<TorchTensor> InputTensors => Tensors(Inputs);

    /// <summary>The tensors among what it made.</summary>
    public IEnumerable<TorchTensor> OutputTensors => Tensors(Outputs);

    /// <summary>A tensor that it was given; null where there is none at that position.</summary>
    public TorchTensor? TensorAt(int position) => position < Inputs.Count ? Inputs[position] as TorchTensor : null;

    /// <summary>A whole number that it was given; null where there is none at that position.</summary>
    public long? IntegerAt(int position) => position < Inputs.Count && Inputs[position] is TorchInteger number ? number.Value : null;

    /// <summary>Whole numbers that it was given as a list; null where there are none at that position.</summary>
    public long[]? IntegersAt(int position) => position < Inputs.Count && Inputs[position] is TorchList list
        ? [.. list.Items.OfType<TorchInteger>().Select(item => item.Value)]
        : null;

    private static IEnumerable<TorchTensor> Tensors(IEnumerable<TorchValue?> values) => values.SelectMany(value => value switch
    {
        TorchTensor tensor => [tensor],
        TorchList list => Tensors(list.Items),
        _ => [],
    });
}
