using System.Text.RegularExpressions;
using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine.OnnxRuntime;

/// <summary>Failures of the engine's package as errors for the user.</summary>
internal static partial class EngineFailure
{
    /// <summary>The error that tells a failure.</summary>
    /// <param name="failure">What the package threw.</param>
    /// <param name="place">What it worked on.</param>
    /// <param name="what">What failed, as the start of a sentence.</param>
    public static InputException Of(Exception failure, string place, string what) =>
        new(new InputPlace(place), $"{what}: {Reason(failure)}", failure);

    /// <summary>The engine's own words in one line.</summary>
    /// <param name="failure">What the package threw.</param>
    public static string Reason(Exception failure) =>
        StatusCode().Replace(failure.GetBaseException().Message, "").ReplaceLineEndings(" ").Trim();

    // The package puts the status' code before the engine's message.
    [GeneratedRegex(@"^\[ErrorCode:\w+\]\s*")]
    private static partial Regex StatusCode();
}
