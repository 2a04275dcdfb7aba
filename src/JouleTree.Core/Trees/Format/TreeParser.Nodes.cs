using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Trees.Format;

/// <summary>Nodes: recursive descent, with the children of unfinished nodes on one shared stack.</summary>
internal sealed partial class TreeParser
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TreeNode ParseNode(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, Scope parent, int depth)
    {
        if (depth > ModelTree.MaxDepth)
            throw Fail($"the tree is deeper than {ModelTree.MaxDepth} nodes");
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Fail($"found {Describe(ref reader)}, expected a node as a JSON object", BelowOf(parent));
        PartialNode node = default;
        List<JsonMember>? others = null;
        int firstChild = _children.Count;
        try
        {
            ParseMembers(ref reader, utf8, ref node, ref others, parent, depth);
            TreeNode finished = Finish(node, utf8, parent, depth, firstChild, others);
            _children.RemoveRange(firstChild, _children.Count - firstChild);
            return finished;
        }
        catch (InputException error) when (error.Place.Node is null)
        {
            // Names of places are made only where something is wrong: a name a value would be most of the work.
            throw new InputException(error.Place with { Node = NameOf(node, parent) }, error.Problem, error);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ParseMembers(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, ref PartialNode node, ref List<JsonMember>? others, Scope parent, int depth)
    {
        uint seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            TreeMember member = reader.ValueIsEscaped ? TreeMember.Unknown : TreeMembers.Find(reader.ValueSpan);
            if (member == TreeMember.Unknown)
            {
                KeepOther(ref reader, utf8, ref others);
                continue;
            }

            if ((seen & (1u << (int)member)) != 0)
                throw Fail("stands twice in one object, expected it once", field: TreeMembers.NameOf(member));
            seen |= 1u << (int)member;
            ParseMember(ref reader, utf8, member, ref node, parent, depth);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ParseMember(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, TreeMember member, ref PartialNode node, Scope parent, int depth)
    {
        switch (member)
        {
            case <= TreeMember.LastColumn:
                reader.Read();
                NodeColumn column = (NodeColumn)member;
                if (!options.Columns.Contains(column))
                    reader.Skip();
                else if (ReadNumber(ref reader, column) is { } number)
                    node.Columns = node.Columns.With(column, number);
                else
                    node.ExplicitNulls = node.ExplicitNulls.With(column);
                break;
            case TreeMember.Id:
                reader.Read();
                node.Id = ReadText(ref reader, "id");
                break;
            case TreeMember.Scope:
                reader.Read();
                node.Scope = ReadText(ref reader, "scope");
                break;
            case TreeMember.InstanceType:
                reader.Read();
                node.InstanceType = ReadText(ref reader, "instance_type");
                break;
            case TreeMember.Type:
                reader.Read();
                node.Kind = ReadKind(ref reader);
                break;
            case TreeMember.Children:
                reader.Read();
                ParseChildren(ref reader, utf8, node.Scope is { } scope ? new Scope(scope) : parent, depth);
                break;
            case TreeMember.ParentName:
                node.ParentName = ReadRange(ref reader);
                break;
            case TreeMember.Level:
                node.Level = ReadRange(ref reader);
                break;
            case TreeMember.ChildNames:
                node.ChildNames = ReadRange(ref reader);
                break;
            case TreeMember.Details:
                node.Details = ReadRaw(ref reader, utf8, options.Details);
                break;
            case TreeMember.Unknown:
            default:
                throw new ArgumentOutOfRangeException(nameof(member), member, "is not a known member");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ParseChildren(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, Scope scope, int depth)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Fail($"found {Describe(ref reader)}, expected an array of nodes", BelowOf(scope), "child_nodes_obj");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            _children.Add(ParseNode(ref reader, utf8, scope, depth + 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TreeNode Finish(
        in PartialNode node, ReadOnlySpan<byte> utf8, Scope parent, int depth, int firstChild, List<JsonMember>? others)
    {
        string id = node.Id ?? throw Fail("is missing", field: "id");
        Scope scope = new(node.Scope ?? throw Fail("is missing", field: "scope"));
        string instanceType = node.InstanceType ?? throw Fail("is missing", field: "instance_type");
        NodeKind kind = node.Kind ?? throw Fail("is missing", field: "type");
        TreeNode[] children = [.. CollectionsMarshal.AsSpan(_children)[firstChild..]];
        if (children.Length == 0 && kind != NodeKind.Primitive)
            throw Fail($"is a {kind.ToPublishedName()} without children; a leaf must be a primitive (type ml)", field: "child_nodes_obj");
        if (children.Length > 0 && kind == NodeKind.Primitive)
            throw Fail($"is a primitive (type ml) with {children.Length} children; a primitive must be a leaf", field: "type");
        if (depth == 1 != (kind == NodeKind.Model))
            throw Fail(depth == 1 ? $"found '{kind.ToPublishedName()}' at the root, expected 'model'" : "found 'model' below the root",
                field: "type");
        if (!_ids.Add(id))
            throw Fail($"the id '{id}' stands twice in this tree, expected unique ids", field: "id");
        TreeNode finished = new()
        {
            Id = id,
            Scope = scope,
            Kind = kind,
            InstanceType = instanceType,
            Children = children,
            Columns = node.Columns,
        };
        return options.Details ? WithForm(finished, node, utf8, parent, others) : finished;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TreeNode WithForm(TreeNode finished, in PartialNode node, ReadOnlySpan<byte> utf8, Scope parent, List<JsonMember>? others)
    {
        bool hasParent = DerivedText(node.ParentName, utf8, parent.Path, "parent_name", ref others);
        bool hasLevel = DerivedNumber(node.Level, utf8, finished.Scope.Level, "level", ref others);
        bool hasNames = DerivedNames(node.ChildNames, utf8, finished.Children, "child_nodes", ref others);
        NodeDetails? details = node.Details is null
            ? null
            : Deserialize(node.Details, DetailsJson.Default.NodeDetails);
        if (hasParent && hasLevel && hasNames && details is null && others is null && node.ExplicitNulls.Count == 0)
            return finished;
        return finished with
        {
            Details = details,
            Form = new NodeForm
            {
                HasParentName = hasParent,
                HasLevel = hasLevel,
                HasChildNames = hasNames,
                ExplicitNulls = node.ExplicitNulls,
                Others = others ?? [],
                Details = details is null ? null : new RawDetails(node.Details!, details),
            },
        };
    }

    // How an error calls a node whose scope may not have been read yet.
    private static string NameOf(in PartialNode node, Scope parent) =>
        node.Scope is { } scope ? node.Id is { } id ? $"{scope} (id {id})" : scope
        : node.Id is { } only ? $"with id {only}"
        : BelowOf(parent);

    private static string BelowOf(Scope parent) => parent.Path.Length == 0 ? "at the root" : $"below {parent}";

    /// <summary>What has been read of a node so far.</summary>
    private struct PartialNode
    {
        public string? Id;
        public string? Scope;
        public string? InstanceType;
        public NodeKind? Kind;
        public NodeColumns Columns;
        public ColumnSet ExplicitNulls;
        public (int Start, int End) ParentName;
        public (int Start, int End) Level;
        public (int Start, int End) ChildNames;
        public byte[]? Details;
    }
}
