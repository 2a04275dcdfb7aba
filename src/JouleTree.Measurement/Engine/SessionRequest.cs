using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine;

/// <summary>What is asked of a session, refused in the same words whichever way the engine is called.</summary>
internal static class SessionRequest
{
    /// <summary>Refuses a model that is not there, and settings that no engine takes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">How it is going to be executed.</param>
    /// <exception cref="InputException">There is no such file.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer threads than one.</exception>
    public static void Check(EngineModel model, SessionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Threads, 1, nameof(settings));
        if (model.Path is { } path && !File.Exists(path))
            throw new InputException(new InputPlace(path), "there is no such file, expected an ONNX file");
    }

    /// <summary>A tensor for each input of a session, in its order.</summary>
    /// <param name="slots">The session's inputs.</param>
    /// <param name="inputs">Tensors by name.</param>
    /// <param name="model">What messages call the model.</param>
    /// <exception cref="ArgumentException">An input has no tensor.</exception>
    public static (string Name, TensorData Tensor)[] Bind(
        IReadOnlyList<TensorSlot> slots, IReadOnlyDictionary<string, TensorData> inputs, string model) =>
    [
        .. slots.Select(slot => (slot.Name, inputs.TryGetValue(slot.Name, out TensorData? tensor)
            ? tensor
            : throw new ArgumentException($"no tensor for the input '{slot.Name}' of {model}", nameof(inputs)))),
    ];

    /// <summary>The trace that a session finished.</summary>
    /// <param name="path">What the engine says that its file is called.</param>
    /// <param name="model">What messages call the model.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static string Trace(string path, string model) => path.Length > 0
        ? path
        : throw new InputException(
            new InputPlace(model), "the engine wrote no trace: look whether the folder of temporary files has room");
}
