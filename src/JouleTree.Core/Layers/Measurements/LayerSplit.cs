using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Core.Layers.Measurements;

/// <summary>
/// The parts of the measurements of one layer type: fitting sees the training part, choices of method and setting are
/// made on the validation part, and errors are reported on the test part.
/// </summary>
/// <param name="Train">Rows of the training part.</param>
/// <param name="Validation">Rows of the validation part.</param>
/// <param name="Test">Rows of the test part.</param>
internal sealed record LayerSplit(
    IReadOnlyList<LayerMeasurement> Train, IReadOnlyList<LayerMeasurement> Validation, IReadOnlyList<LayerMeasurement> Test)
{
    private const double TrainShare = 0.7;
    private const double ValidationShare = 0.2;

    /// <summary>Training and validation parts together.</summary>
    public IReadOnlyList<LayerMeasurement> Fitted => [.. Train, .. Validation];

    /// <summary>This split with only small batches to fit and choose on; the test part stays whole.</summary>
    /// <param name="largest">Largest batch size.</param>
    /// <exception cref="InputException">No training row is left.</exception>
    public LayerSplit UpToBatch(long largest)
    {
        LayerSplit limited = this with
        {
            Train = [.. Train.Where(row => row.BatchSize <= largest)],
            Validation = [.. Validation.Where(row => row.BatchSize <= largest)],
        };
        return limited.Train.Count > 0
            ? limited
            : throw new InputException(Train[0].Place with { Line = null }, $"has no training row with a batch size up to {largest}");
    }

    /// <summary>A random split, 70 % / 20 % / 10 %, in which equal configurations share a part.</summary>
    /// <param name="rows">Measurements of one type.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    /// <param name="withTest">False to leave no test part: its share goes to the others in proportion.</param>
    public static LayerSplit Random(IReadOnlyList<LayerMeasurement> rows, int seed, bool withTest = true)
    {
        ArgumentNullException.ThrowIfNull(rows);
        LayerMeasurement[][] groups = [.. rows.GroupBy(row => row.Configuration).Select(group => group.ToArray())];
        new Random(seed).Shuffle(groups);
        double all = withTest ? 1 : TrainShare + ValidationShare;
        int train = (int)Math.Round(TrainShare / all * groups.Length);
        int validation = withTest ? (int)Math.Round(ValidationShare * groups.Length) : groups.Length - train;
        return new LayerSplit(
            [.. groups.Take(train).SelectMany(group => group)],
            [.. groups.Skip(train).Take(validation).SelectMany(group => group)],
            [.. groups.Skip(train + validation).SelectMany(group => group)]);
    }

    /// <summary>Splits from a file: by layer type, row numbers from 0 of <c>train</c>, <c>val</c> and <c>test</c>.</summary>
    /// <param name="file">A JSON file such as <c>{"conv2d": {"train": [4, 2], "val": [0], "test": [1, 3]}}</c>.</param>
    /// <param name="rows">Measurements by type, in the order that the row numbers count.</param>
    /// <returns>Splits of the types that the file names.</returns>
    /// <exception cref="InputException">The file is wrong, names a row that is not there, or one in two parts.</exception>
    public static IReadOnlyDictionary<LayerType, LayerSplit> Read(
        InputFile file, IReadOnlyDictionary<LayerType, IReadOnlyList<LayerMeasurement>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using Stream stream = file.Open();
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            Dictionary<LayerType, LayerSplit> splits = [];
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                LayerType type = LayerTypes.Parse(member.Name)
                    ?? throw new InputException(new InputPlace(file.Name, Field: member.Name), "is no known layer type");
                if (!rows.TryGetValue(type, out IReadOnlyList<LayerMeasurement>? own))
                    continue;
                HashSet<int> used = [];
                splits[type] = new LayerSplit(Part("train"), Part("val"), Part("test"));

                LayerMeasurement[] Part(string name) =>
                    [.. member.Value.GetProperty(name).EnumerateArray().Select(item => Row(item.GetInt32(), name))];

                LayerMeasurement Row(int number, string name)
                {
                    if (number < 0 || number >= own.Count)
                        throw new InputException(new InputPlace(file.Name, Field: $"{member.Name}.{name}"),
                            $"names row {number}, and there are {own.Count}");
                    return used.Add(number)
                        ? own[number]
                        : throw new InputException(new InputPlace(file.Name, Field: $"{member.Name}.{name}"),
                            $"names row {number}, which another part has too");
                }
            }

            return splits;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InputException(new InputPlace(file.Name),
                "is no split: expected by layer type the lists train, val and test of row numbers", error);
        }
    }
}
