using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace JouleTree.Measurement.Collecting.Plans.Reading;

/// <summary>Sizes that a random layer may have: a list of values, or all whole numbers of a range, drawn by their logarithm.</summary>
internal sealed class SizeRange
{
    private const string Separator = "..";

    private readonly long[] _values;
    private readonly bool _isRange;

    private SizeRange(long[] values, bool isRange)
    {
        _values = values;
        _isRange = isRange;
    }

    /// <summary>A range from a plan, or null with an error noted.</summary>
    public static SizeRange? Read(string key, YamlNode node, long least, PlanErrors errors)
    {
        string[] texts = node switch
        {
            YamlScalarNode { Value: { Length: > 0 } text } => text.Split(Separator, StringSplitOptions.TrimEntries),
            YamlSequenceNode { Children.Count: > 0 } sequence =>
                [.. sequence.Children.Select(child => (child as YamlScalarNode)?.Value ?? "")],
            _ => [""],
        };
        bool isRange = node is YamlScalarNode && texts.Length == 2;
        long[] values = new long[texts.Length];
        for (int index = 0; index < values.Length; index++)
        {
            if (!long.TryParse(texts[index], NumberStyles.None, CultureInfo.InvariantCulture, out values[index]) || values[index] < least)
            {
                errors.Add(node, $"{key}: expected whole numbers of at least {least}, as 64, [1, 8, 64] or 1{Separator}64");
                return null;
            }
        }

        if (!isRange || values[0] <= values[1])
            return new SizeRange(values, isRange);
        errors.Add(node, $"{key}: the range {values[0]}{Separator}{values[1]} is empty");
        return null;
    }

    /// <summary>A value; of a range all orders of magnitude alike.</summary>
    public long Draw(Random random)
    {
        if (!_isRange)
            return _values[random.Next(_values.Length)];
        // Shifted by one so that ranges from 0 have a logarithm.
        double low = Math.Log(_values[0] + 1);
        double high = Math.Log(_values[1] + 2);
        return Math.Clamp((long)Math.Floor(Math.Exp(low + (random.NextDouble() * (high - low)))) - 1, _values[0], _values[1]);
    }
}
