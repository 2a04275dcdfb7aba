using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JouleTree.Server.Api;

/// <summary>Energy of a model over batch sizes, lengths and sizes of its architecture: the lines of <c>sweep</c>.</summary>
internal static class SweepEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, TreeSource source) =>
        routes.MapMethods("/sweep", ["GET", "HEAD"], context => SweepAsync(context, source));

    private static Task SweepAsync(HttpContext context, TreeSource source)
    {
        IQueryCollection query = context.Request.Query;
        TreeQuery.Check(query, [.. TreeQuery.TreeNames, "over"]);
        TreeRequest request = TreeQuery.Read(name => name is "batch_size" or "seq_len" ? default : query[name]);
        RefuseStored(source, request);
        (string Name, int[] Values)[] over = [.. query["over"].OfType<string>().Select(SweptSize)];
        int?[] batches = OrOwn(TreeQuery.Wholes("batch_size", query["batch_size"].ToString(), Limits.MaxBatch, Limits.MaxSweep));
        int?[] lengths = OrOwn(TreeQuery.Wholes("seq_len", query["seq_len"].ToString(), Limits.MaxLength, Limits.MaxSweep));
        // In the order of the command: the length changes fastest.
        int[][] sizes = [[]];
        foreach ((_, int[] values) in over)
            sizes = [.. from before in sizes.Take(Limits.MaxSweep + 1) from value in values select (int[])[.. before, value]];
        long count = (long)sizes.Length * batches.Length * lengths.Length;
        if (count > Limits.MaxSweep)
            throw new InputException($"this sweep has more than {Limits.MaxSweep} points; ask for parts of it, or use `jouletree sweep`");
        // Where none is named, the one that fits the first point best is asked for all: points of several would not compare.
        string? device = request.Device;
        long nodes = 0, left = count;
        ResultTable<SweepRow> lines = new([.. SweepRow.Columns(over.Select(size => size.Name)), SweepRow.ProblemColumn]);
        SweepRow[] points =
        [
            .. from chosen in sizes
               from batch in batches
               from length in lengths
               select Point(request with
               {
                   Batch = batch,
                   Length = length,
                   Set = Changed(request.Set, over, chosen),
               }, chosen),
        ];
        return Answer.JsonAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("points"u8);
            foreach (SweepRow point in points)
            {
                json.WriteStartObject();
                lines.WriteKnown(json, point);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

        SweepRow Point(TreeRequest one, int[] chosen)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            left--;
            ResolvedTree found;
            try
            {
                found = source.Get(one with { Device = device }, context.RequestAborted);
            }
            catch (InputException error)
            {
                // One workload that a model cannot take (a length beyond its positions) does not spoil the others.
                string model = one.Model ?? one.File ?? source.UploadOf(one.Upload!).Name;
                return new SweepRow(device == TreeRequest.NoDevice ? null : device, model, one.Batch, one.Length, chosen, null,
                    TreeQuery.MessageOf(error));
            }

            device ??= found.Device;
            nodes += found.Nodes;
            // Refused as soon as it shows, not when all the work is done: the rest is taken to be as large as this one.
            if (nodes + (left * found.Nodes) > Limits.MaxSweepNodes)
                throw new InputException($"the trees of this sweep have more than {Limits.MaxSweepNodes} nodes together; ask for parts of "
                    + "it, or use `jouletree sweep`");
            // The root alone is kept: all trees of a sweep at once would take gigabytes.
            TreeRow root = TreeRow.OfNode(found.Tree, found.Tree.Root, found.Device);
            ModelTree bare = found.Tree with { Root = found.Tree.Root with { Children = [] } };
            return new SweepRow(found.Device, found.Tree.ModelName, one.Batch, one.Length, chosen,
                root with { Tree = bare, Node = bare.Root }, null);
        }
    }

    // Nothing given: the model's own.
    private static int?[] OrOwn(int[] numbers) => numbers.Length == 0 ? [null] : [.. numbers.Select(number => (int?)number)];

    private static void RefuseStored(TreeSource source, TreeRequest request)
    {
        bool isStored = request.File is { } file ? source.Folder.Find(file).Kind == FileKind.Trees
            : request.Upload is { } upload && source.UploadOf(upload).IsStored;
        if (isStored)
            throw new InputException("a stored tree is of one workload: sweep a model or a network");
    }

    private static string[] Changed(IReadOnlyList<string> set, (string Name, int[] Values)[] over, int[] chosen) =>
    [
        .. set.Where(pair => !over.Any(size => pair.StartsWith(size.Name + "=", StringComparison.Ordinal)))
            .Concat(over.Zip(chosen, (size, value) => $"{size.Name}={value}"))
            .Order(StringComparer.Ordinal),
    ];

    private static (string Name, int[] Values) SweptSize(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1
            ? (text[..equals], [.. TreeQuery.Wholes($"over={text[..equals]}", text[(equals + 1)..], Limits.MaxSize, Limits.MaxSweep)])
            : throw new InputException($"over={text}: expected KEY=LIST, such as over=num_hidden_layers=6,12,24");
    }
}
