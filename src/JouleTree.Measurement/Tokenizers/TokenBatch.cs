using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Graphs;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Tokenizers;

/// <summary>Texts as the inputs of a text model: ids, and which of them are padding. Immutable.</summary>
internal sealed class TokenBatch
{
    private readonly int[][] _items;
    private readonly int _padding;

    private TokenBatch(int[][] items, int length, int padding)
    {
        _items = items;
        Length = length;
        _padding = padding;
    }

    /// <summary>Number of texts.</summary>
    public int BatchSize => _items.Length;

    /// <summary>Tokens of each text, padding included.</summary>
    public int Length { get; }

    /// <summary>Tokens without padding, over all texts.</summary>
    public int TokenCount => _items.Sum(item => item.Length);

    /// <summary>The first texts of a file, one a line, empty lines left out.</summary>
    /// <param name="file">A text file.</param>
    /// <param name="tokenizer">What makes ids of them.</param>
    /// <param name="batchSize">Number of texts.</param>
    /// <param name="length">Length to cut or fill each to; null for the longest.</param>
    /// <exception cref="InputException">The file has fewer texts.</exception>
    public static TokenBatch Read(InputFile file, TextTokenizer tokenizer, int batchSize, int? length = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        using StreamReader reader = file.OpenText();
        List<string> texts = [];
        while (texts.Count < batchSize && reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                texts.Add(line);
        }

        if (texts.Count < batchSize)
            throw new InputException(new InputPlace(file.Name),
                $"has {Amount.Of(texts.Count, "text (line)", "texts (lines)")}, and a batch of {batchSize} is asked for: choose "
                    + $"a smaller `{nameof(batchSize)}`")
            {
                Arguments = [nameof(batchSize)],
            };
        return Of(texts, tokenizer, length);
    }

    /// <summary>Texts as a batch.</summary>
    /// <param name="texts">At least one text.</param>
    /// <param name="tokenizer">What makes ids of them.</param>
    /// <param name="length">Length to cut or fill each to; null for the longest.</param>
    public static TokenBatch Of(IReadOnlyList<string> texts, TextTokenizer tokenizer, int? length = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(tokenizer);
        IReadOnlyList<int>[] encoded = [.. texts.Select(text => tokenizer.Encode(text))];
        int common = length ?? Math.Max(1, encoded.Max(ids => ids.Count));
        return new TokenBatch([.. encoded.Select(ids => Cut(ids, common))], common, tokenizer.PaddingId);
    }

    /// <summary>The values of those inputs of a graph that texts decide; others are left to be made up.</summary>
    /// <param name="graph">A graph for this batch and length.</param>
    /// <returns>Tensors by the name of the input, owned by the caller.</returns>
    /// <exception cref="InputException">The graph takes no token ids.</exception>
    public IReadOnlyDictionary<string, TensorData> InputsOf(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Dictionary<string, TensorData> values = new(StringComparer.Ordinal);
        foreach (Tensor input in graph.Inputs)
        {
            Func<int, int, double>? value = input.Name switch
            {
                "input_ids" => (item, place) => place < _items[item].Length ? _items[item][place] : _padding,
                "attention_mask" => (item, place) => place < _items[item].Length ? 1 : 0,
                "token_type_ids" => (_, _) => 0,
                _ => null,
            };
            if (value is not null)
                values.Add(input.Name, Fill(input, value));
        }

        return values.ContainsKey("input_ids")
            ? values
            : throw new InputException(
                $"{graph.ModelName} has no input input_ids for the tokens of a text; its inputs are "
                + $"{string.Join(", ", graph.Inputs.Select(input => input.Name))}: give their values as files instead of a text");
    }

    private static int[] Cut(IReadOnlyList<int> ids, int length) => [.. ids.Take(length)];

    private TensorData Fill(Tensor input, Func<int, int, double> value)
    {
        TensorData data = TensorData.Create(input.Type, BatchSize, Length);
        for (int item = 0; item < BatchSize; item++)
        {
            for (int place = 0; place < Length; place++)
                Set(data, (item * Length) + place, value(item, place));
        }

        return data;
    }

    private static void Set(TensorData data, int index, double value)
    {
        switch (data.Type)
        {
            case DataType.Int64: data.Elements<long>()[index] = (long)value; break;
            case DataType.Int32: data.Elements<int>()[index] = (int)value; break;
            case DataType.Float32: data.Elements<float>()[index] = (float)value; break;
            case DataType.Bool: data.Elements<byte>()[index] = (byte)value; break;
            default:
                throw new InputException(
                $"token inputs of type {data.Type.ToName()} are not filled from a text, expected int64, int32, float32 or bool: give "
                + $"their values as a file");
        }
    }
}
