using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Server.Sources;

/// <summary>Bounds on what a request may ask to be built, so that one request cannot take the server's memory.</summary>
internal static class Limits
{
    /// <summary>Largest batch.</summary>
    public const int MaxBatch = 1 << 20;

    /// <summary>Longest sequence; models refuse what is beyond their positions before.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Most layers of one kind.</summary>
    public const int MaxLayers = 512;

    /// <summary>Largest size of any other kind, such as a width or a vocabulary.</summary>
    public const int MaxSize = 100_000_000;

    /// <summary>Most changed fields, and most input shapes.</summary>
    public const int MaxPairs = 32;

    /// <summary>Most points of a sweep.</summary>
    public const int MaxSweep = 64;

    /// <summary>Refuses changes of an architecture that would make a graph beyond all measure.</summary>
    /// <param name="set">Changed fields as <c>KEY=VALUE</c>.</param>
    /// <exception cref="InputException">A value is beyond its bound.</exception>
    public static void Check(IReadOnlyList<string> set)
    {
        foreach (string pair in set)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new InputException($"set={pair}: expected KEY=VALUE, such as num_hidden_layers=6");
            string key = pair[..equals];
            bool isDepth = key.Contains("layer", StringComparison.OrdinalIgnoreCase)
                || key.Contains("depth", StringComparison.OrdinalIgnoreCase) || key.Contains("block", StringComparison.OrdinalIgnoreCase);
            foreach (string part in pair[(equals + 1)..].Split([',', '[', ']', ' '], StringSplitOptions.RemoveEmptyEntries))
            {
                if (double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    && value > (isDepth ? MaxLayers : MaxSize))
                    throw new InputException($"set={pair}: this server builds {key} up to {(isDepth ? MaxLayers : MaxSize)}");
            }
        }
    }
}
