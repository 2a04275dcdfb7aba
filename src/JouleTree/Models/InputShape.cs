using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs;

namespace JouleTree.Models;

/// <summary>The shape of an input as it is spelled: <c>NAME=2x128</c>.</summary>
/// <param name="Name">Name of the input.</param>
/// <param name="Shape">Its shape.</param>
public sealed record InputShape(string Name, TensorShape Shape)
{
    /// <summary>What a shape must look like, for messages.</summary>
    public const string Expected = "expected NAME=SIZExSIZE with sizes of at least 1, such as input_ids=2x128";

    private const int MostDimensions = 16;

    /// <summary>Reads a shape. Names may hold equals signs.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="shape">The shape, or null where it is none.</param>
    /// <exception cref="InputException">The shape has more elements than can be counted.</exception>
    public static bool TryParse(string text, [NotNullWhen(true)] out InputShape? shape)
    {
        ArgumentNullException.ThrowIfNull(text);
        shape = null;
        int equals = text.LastIndexOf('=');
        string[] sizes = equals > 0 ? text[(equals + 1)..].Split('x') : [];
        if (sizes.Length is 0 or > MostDimensions)
            return false;
        long[] dimensions = new long[sizes.Length];
        for (int index = 0; index < sizes.Length; index++)
        {
            if (!long.TryParse(sizes[index], NumberStyles.None, CultureInfo.InvariantCulture, out dimensions[index])
                || dimensions[index] < 1)
                return false;
        }

        shape = new InputShape(text[..equals], new TensorShape(dimensions));
        return true;
    }
}
