using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine;

/// <summary>A model that is ready to run.</summary>
public interface IInferenceSession : IDisposable
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
