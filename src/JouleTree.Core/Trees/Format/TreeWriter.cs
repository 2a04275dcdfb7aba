using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Trees.Format;

/// <summary>Writes tree files: one JSON object a line, members in the published order (docs/tree-format.md).</summary>
/// <param name="stream">Stream to write to; it stays open.</param>
/// <example>
/// <code>
/// using FileStream file = File.Create("counted.jsonl");
/// using TreeWriter writer = new(file);
/// writer.Write(ModelSource.Open("gpt2").Count(new Workload { SequenceLength = 256 }).Tree);
/// </code>
/// </example>
public sealed class TreeWriter(Stream stream) : IDisposable
{
    // Scopes and types are shown as they are; the file is JSON, not HTML.
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = (2 * ModelTree.MaxDepth) + 66,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly Utf8JsonWriter _json = new(Stream.Null, JsonOptions);

    /// <summary>Writes a tree as one line.</summary>
    /// <param name="tree">Tree to write.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(ModelTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteString("model_name"u8, tree.ModelName);
        WriteSize("batch_size"u8, tree.BatchSize, tree.Form.NullBatchSize);
        WriteSize("seq_len"u8, tree.SequenceLength, tree.Form.NullSequenceLength);
        if (tree.Details is not null)
            WriteDetails(tree.Details, tree.Form.Details, DetailsJson.Default.TreeDetails);
        WriteOthers(tree.Form.Others);
        _json.WritePropertyName("frontend_tree"u8);
        WriteNode(tree.Root, parent: default);
        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n"u8);
        stream.Write(_buffer.WrittenSpan);
    }

    /// <summary>Writes several trees, in order.</summary>
    /// <param name="trees">Trees to write.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(IEnumerable<ModelTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        foreach (ModelTree tree in trees)
            Write(tree);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteNode(TreeNode node, Scope parent)
    {
        NodeForm form = node.Form;
        _json.WriteStartObject();
        _json.WriteString("id"u8, node.Id);
        _json.WriteString("scope"u8, node.Scope.Path);
        if (form.HasParentName)
            _json.WriteString("parent_name"u8, parent.Path);
        if (form.HasLevel)
            _json.WriteNumber("level"u8, node.Scope.Level);
        _json.WriteString("instance_type"u8, node.InstanceType);
        _json.WriteString("type"u8, node.Kind.ToPublishedName());
        for (int index = 0; index < NodeColumnNames.Count; index++)
        {
            NodeColumn column = (NodeColumn)index;
            if (node.Columns[column] is { } number)
                _json.WriteNumber(column.ToPublishedName(), number);
            else if (form.ExplicitNulls.Contains(column))
                _json.WriteNull(column.ToPublishedName());
        }

        if (node.Details is not null)
            WriteDetails(node.Details, form.Details, DetailsJson.Default.NodeDetails);
        WriteOthers(form.Others);
        _json.WriteStartArray("child_nodes_obj"u8);
        foreach (TreeNode child in node.Children)
            WriteNode(child, node.Scope);
        _json.WriteEndArray();
        if (form.HasChildNames)
        {
            _json.WriteStartArray("child_nodes"u8);
            foreach (TreeNode child in node.Children)
                _json.WriteStringValue(child.Scope.Path);
            _json.WriteEndArray();
        }

        _json.WriteEndObject();
    }

    private void WriteSize(ReadOnlySpan<byte> name, int? value, bool isNull)
    {
        if (value is { } number)
            _json.WriteNumber(name, number);
        else if (isNull)
            _json.WriteNull(name);
    }

    private void WriteDetails<T>(T details, RawDetails? raw, JsonTypeInfo<T> type) where T : class
    {
        _json.WritePropertyName("jouletree"u8);
        if (raw is not null && ReferenceEquals(raw.Parsed, details))
            _json.WriteRawValue(raw.Utf8Value, skipInputValidation: true);
        else
            JsonSerializer.Serialize(_json, details, type);
    }

    private void WriteOthers(IReadOnlyList<JsonMember> others)
    {
        foreach (JsonMember other in others)
        {
            _json.WritePropertyName(other.Name);
            _json.WriteRawValue(other.Utf8Value, skipInputValidation: true);
        }
    }
}
