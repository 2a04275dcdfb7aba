using JouleTree.Core.Errors;
using JouleTree.Graphs;

namespace JouleTree.Measurement.Engine;

/// <summary>A model that is ready to run.</summary>
internal interface IInferenceSession : IDisposable
{
    /// <summary>Tensors that a run needs.</summary>
    IReadOnlyList<TensorSlot> Inputs { get; }

    /// <summary>Tensors that a run gives.</summary>
    IReadOnlyList<TensorSlot> Outputs { get; }

    /// <summary>Binds inputs once, so that a run is the engine's own call and nothing else.</summary>
    /// <param name="inputs">A tensor for every input; they must live as long as the prepared run.</param>
    /// <param name="outputs">Names of the outputs to compute; null for all.</param>
    /// <exception cref="ArgumentException">An input is missing, or a name is not the session's.</exception>
    IPreparedRun Prepare(IReadOnlyDictionary<string, TensorData> inputs, IReadOnlyList<string>? outputs = null);

    /// <summary>Finishes the trace asked for in <see cref="SessionSettings.TracePrefix"/>.</summary>
    /// <returns>Path of the trace file.</returns>
    /// <exception cref="InputException">The trace cannot be written.</exception>
    string EndProfiling();
}

/// <summary>A forward pass whose inputs are bound.</summary>
internal interface IPreparedRun : IDisposable
{
    /// <summary>One forward pass; its outputs are dropped.</summary>
    /// <exception cref="InputException">The engine failed; the message carries its reason.</exception>
    void Run();

    /// <summary>One forward pass whose outputs are copied out.</summary>
    /// <returns>The outputs by name, owned by the caller.</returns>
    /// <exception cref="InputException">The engine failed; the message carries its reason.</exception>
    IReadOnlyDictionary<string, TensorData> RunAndCopy();
}

/// <summary>An input or output of a session.</summary>
/// <param name="Name">Name of the tensor in the graph.</param>
/// <param name="Type">Type of its elements; <see cref="DataType.Unknown"/> for what is no tensor.</param>
/// <param name="Shape">Sizes; null in place of a size that is not fixed. Null where the number of dimensions is unknown.</param>
/// <param name="SymbolicSizes">Names of the sizes that are not fixed, one entry a dimension; empty where a size has no name.</param>
internal sealed record TensorSlot(
    string Name, DataType Type, IReadOnlyList<long?>? Shape, IReadOnlyList<string> SymbolicSizes)
{
    /// <summary>The shape if every size is fixed, else null.</summary>
    public IReadOnlyList<long>? StaticShape =>
        Shape is { } sizes && sizes.All(size => size is not null) ? [.. sizes.Select(size => size!.Value)] : null;
}
