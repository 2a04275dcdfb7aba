using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine;

/// <summary>What is said where CUDA was asked for and cannot be had.</summary>
internal static class CudaFailure
{
    private const string Remedy =
        $"expected one built with CUDA: name it with `{EngineArguments.Library}`, or run with `{nameof(ExecutionProvider)}` cpu";

    /// <summary>The library was built without CUDA.</summary>
    /// <param name="library">Where the library lies.</param>
    public static InputException NotBuiltIn(string library) =>
        Of(library, $"this ONNX Runtime library has no CUDA provider, {Remedy}", null);

    /// <summary>
    /// The library has CUDA, which does not start: there is no card, no driver, or no CUDA or cuDNN of the right version.
    /// </summary>
    /// <param name="library">Where the library lies.</param>
    /// <param name="reason">The engine's own words.</param>
    /// <param name="cause">What was thrown; null for nothing.</param>
    public static InputException DoesNotStart(string library, string reason, Exception? cause = null) =>
        Of(library, $"the CUDA provider cannot start: {reason}; a driver, CUDA or cuDNN of its version is missing (doctor says which), "
            + $"or run with `{nameof(ExecutionProvider)}` cpu", cause);

    private static InputException Of(string library, string message, Exception? cause) => new(new InputPlace(library), message, cause)
    {
        Arguments = [EngineArguments.Library, nameof(ExecutionProvider)],
    };
}
