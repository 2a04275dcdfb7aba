using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Zoo;

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

    /// <summary>Most nodes that the trees of a sweep may have together.</summary>
    public const int MaxSweepNodes = 150_000;

    /// <summary>Most deployments that one request looks at.</summary>
    public const int MaxDeployments = 4096;

    /// <summary>Most GPUs, and most requests that run at a time.</summary>
    public const int MaxGpus = 4096, MaxRequests = 1 << 20;

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
            foreach (string part in pair[(equals + 1)..].Split([',', '[', ']', ' '], StringSplitOptions.RemoveEmptyEntries))
            {
                if (double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > MostOf(key))
                    throw new InputException($"set={pair}: this server builds {key} up to {MostOf(key)}");
            }
        }
    }

    /// <summary>The same for a configuration that a stranger sent.</summary>
    /// <param name="model">The model that it describes.</param>
    /// <exception cref="InputException">A value is beyond its bound, or wrong.</exception>
    public static void Check(ZooModel model)
    {
        foreach ((string name, int value) in model.Sizes)
        {
            if (value > MostOf(name))
                throw new InputException(new InputPlace(model.Fields?.File, Field: name),
                    $"is {value}: this server builds {name} up to {MostOf(name)}");
        }
    }

    private static int MostOf(string key) =>
        key.Contains("layer", StringComparison.OrdinalIgnoreCase) || key.Contains("depth", StringComparison.OrdinalIgnoreCase)
            || key.Contains("block", StringComparison.OrdinalIgnoreCase)
            ? MaxLayers
            : MaxSize;
}
