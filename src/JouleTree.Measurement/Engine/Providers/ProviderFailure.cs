using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine.Providers;

/// <summary>What is said where a provider was asked for and cannot be had.</summary>
internal static class ProviderFailure
{
    /// <summary>The library was built without it.</summary>
    /// <param name="traits">The provider.</param>
    /// <param name="library">Where the library lies.</param>
    public static InputException NotBuiltIn(ProviderTraits traits, string library) =>
        Of(library, $"this ONNX Runtime library has no {traits.Name} provider, which is {traits.Source}: name such a library with "
            + $"`{EngineArguments.Library}`, or run with `{nameof(ExecutionProvider)}` cpu");

    /// <summary>The library has it, and it does not start: a device, a driver or a library of its own is missing.</summary>
    /// <param name="traits">The provider.</param>
    /// <param name="library">Where the library lies.</param>
    /// <param name="reason">The engine's own words.</param>
    public static InputException DoesNotStart(ProviderTraits traits, string library, string reason)
    {
        string[] missing = [.. ProviderParts.OfThisMachine(traits.Provider).Where(part => !part.IsThere)
            .Select(part => $"{part.Name} is {part.Finding}")];
        string remedy = missing.Length > 0
            ? string.Join("; ", missing)
            : "a device, a driver or a library of the right version is missing, or an option is wrong (doctor says what is there)";
        return Of(library, $"the {traits.Name} provider cannot start: {reason}; {remedy}; or run with "
            + $"`{nameof(ExecutionProvider)}` cpu");
    }

    private static InputException Of(string library, string message) => new(new InputPlace(library), message)
    {
        Arguments = [EngineArguments.Library, nameof(ExecutionProvider)],
    };
}
