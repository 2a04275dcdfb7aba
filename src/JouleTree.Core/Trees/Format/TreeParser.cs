using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Trees.Format;

/// <summary>Parses one line of a tree file. Not thread-safe: it keeps its buffers from line to line.</summary>
/// <param name="file">What error messages call the file.</param>
/// <param name="options">What to take.</param>
internal sealed partial class TreeParser(string file, TreeReadOptions options)
{
    // A node nests two levels of JSON (its object and the array that it stands in); beyond that the depth limit of
    // trees would be reported as a JSON error, and room is left for unknown members.
    private static readonly JsonReaderOptions JsonOptions = new() { MaxDepth = (2 * ModelTree.MaxDepth) + 66 };

    private readonly Utf8StringPool _strings = new();
    private readonly HashSet<string> _ids = [];
    private readonly List<TreeNode> _children = [];
    private long _line;

    /// <summary>The tree of a line.</summary>
    /// <param name="utf8">The line, without its end.</param>
    /// <param name="line">Its number, counted from 1.</param>
    /// <exception cref="InputException">The line breaks a rule of the format.</exception>
    public ModelTree Parse(ReadOnlySpan<byte> utf8, long line)
    {
        _line = line;
        _ids.Clear();
        _children.Clear();
        try
        {
            Utf8JsonReader reader = new(utf8, JsonOptions);
            ModelTree tree = ParseTree(ref reader, utf8);
            if (reader.Read())
                throw Fail("more than one JSON value on the line, expected one tree a line");
            return tree;
        }
        catch (JsonException error)
        {
            throw NotJson(error, utf8);
        }
    }

    private ModelTree ParseTree(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Fail($"found {Describe(ref reader)}, expected a tree as a JSON object");
        string? modelName = null;
        double? batchSize = null, sequenceLength = null;
        TreeNode? root = null;
        byte[]? details = null;
        TreeForm form = TreeForm.Complete;
        List<JsonMember>? others = null;
        int seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // No known name needs escapes; comparing an escaped one fails where it is half a surrogate pair.
            if (reader.ValueIsEscaped)
            {
                KeepOther(ref reader, utf8, ref others);
            }
            else if (reader.ValueTextEquals("frontend_tree"u8))
            {
                Once(ref seen, 1, "frontend_tree");
                reader.Read();
                root = ParseNode(ref reader, utf8, parent: default, depth: 1);
            }
            else if (reader.ValueTextEquals("model_name"u8))
            {
                Once(ref seen, 2, "model_name");
                reader.Read();
                modelName = ReadText(ref reader, "model_name");
            }
            else if (reader.ValueTextEquals("batch_size"u8))
            {
                Once(ref seen, 4, "batch_size");
                reader.Read();
                batchSize = ReadSize(ref reader, "batch_size");
                form = form with { NullBatchSize = batchSize is null };
            }
            else if (reader.ValueTextEquals("seq_len"u8))
            {
                Once(ref seen, 8, "seq_len");
                reader.Read();
                sequenceLength = ReadSize(ref reader, "seq_len");
                form = form with { NullSequenceLength = sequenceLength is null };
            }
            else if (reader.ValueTextEquals("jouletree"u8))
            {
                Once(ref seen, 16, "jouletree");
                details = ReadRaw(ref reader, utf8, options.Details);
            }
            else
            {
                KeepOther(ref reader, utf8, ref others);
            }
        }

        if (modelName is null)
            throw Fail("is missing, expected the model's name", field: "model_name");
        if (root is null)
            throw Fail("is missing, expected the tree's root node", field: "frontend_tree");
        TreeDetails? parsed = details is null ? null : ReadDetails(details);
        if (others is not null || parsed is not null)
            form = form with { Others = others ?? [], Details = parsed is null ? null : new RawDetails(details!, parsed) };
        return SchemaUpgrade.Apply(new ModelTree
        {
            ModelName = modelName,
            BatchSize = (int?)batchSize,
            SequenceLength = (int?)sequenceLength,
            Root = root,
            Details = parsed,
            Origin = new InputPlace(file, _line),
            Form = form,
        });
    }

    private TreeDetails ReadDetails(byte[] details)
    {
        TreeDetails parsed = Deserialize(details, DetailsJson.Default.TreeDetails);
        if (parsed.Schema is < 1 or > TreeDetails.CurrentSchema)
            throw Fail($"found schema {parsed.Schema}, this program reads up to {TreeDetails.CurrentSchema}; use a newer JouleTree",
                field: "jouletree");
        return parsed;
    }

    private double? ReadSize(ref Utf8JsonReader reader, string field)
    {
        if (ReadNumber(ref reader, field) is not { } number)
            return null;
        if (number is < 1 or > int.MaxValue || number != Math.Floor(number))
            throw Fail($"found {Format(number)}, expected a whole number of at least 1", field: field);
        return number;
    }

    private void Once(ref int seen, int bit, string field)
    {
        if ((seen & bit) != 0)
            throw Fail("stands twice in one object, expected it once", field: field);
        seen |= bit;
    }
}
