using System.Globalization;
using System.Text;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;

namespace JouleTree.Cli.Estimates;

/// <summary>Estimated trees as text, JSON and CSV.</summary>
internal static class EstimateText
{
    /// <summary>A table a device; layers that repeat the one before them are told once.</summary>
    public static string Table(IReadOnlyList<Estimate> estimates, int depth)
    {
        StringBuilder text = new();
        foreach (Estimate estimate in estimates)
        {
            ModelTree tree = estimate.Tree;
            string length = tree.SequenceLength is { } tokens ? Format($", length {tokens}") : "";
            text.Append(text.Length > 0 ? "\n" : "").Append(string.Create(
                CultureInfo.InvariantCulture,
                $"{Harmless.Line(tree.ModelName)}, batch {tree.BatchSize}{length}, on {Harmless.Line(estimate.Device)}; predicted joules "
                    + $"per forward pass{Interval(Energy(tree.Root))}\n"));
            int width = Shown(tree.Root, depth).Max(pair => (2 * pair.Depth) + pair.Label.Length);
            text.Append(Format($"{"node".PadRight(width)}  {"joules",10}  {"low",10}  {"high",10}  {"share",6}  type\n"));
            foreach ((TreeNode node, int level, string label) in Shown(tree.Root, depth))
            {
                PredictionDetails energy = Energy(node);
                string name = (new string(' ', 2 * level) + label).PadRight(width);
                text.Append(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}  {Joules(energy.Joules),10}  {Joules(energy.Low),10}  {Joules(energy.High),10}  "
                        + $"{100 * energy.Joules / tree.Root.PredictedJoules!.Value,5:0.0}%  {Harmless.Line(node.InstanceType)}\n"));
            }
            if (tree.Details?.Workload is { Tokens: { } count } workload
                && Energy(tree.Root) is { Joules: var joules, Low: { } low, High: { } high })
                text.Append(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{workload.Phase}, {count} new token(s) a pass: {Joules(joules / count)} J per token "
                    + $"({Joules(low / count)} to {Joules(high / count)})\n"));
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>One array of devices with their nodes.</summary>
    public static string Json(IReadOnlyList<Estimate> estimates, int depth) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        foreach (Estimate estimate in estimates)
        {
            json.WriteStartObject();
            json.WriteString("device", estimate.Device);
            json.WriteString("model", estimate.Tree.ModelName);
            if (estimate.Tree.BatchSize is { } batch)
                json.WriteNumber("batch_size", batch);
            if (estimate.Tree.SequenceLength is { } length)
                json.WriteNumber("seq_len", length);
            if (estimate.Tree.Details?.Workload is { Tokens: { } tokens })
            {
                PredictionDetails whole = Energy(estimate.Tree.Root);
                json.WriteNumber("tokens", tokens);
                json.WriteNumber("energy_per_token_j", whole.Joules / tokens);
                WriteNumber(json, "energy_low_per_token_j", whole.Low / tokens);
                WriteNumber(json, "energy_high_per_token_j", whole.High / tokens);
            }

            json.WriteStartArray("nodes");
            foreach (TreeNode node in Nodes(estimate.Tree, depth))
                WriteNode(json, node);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>One line a node.</summary>
    public static string Csv(IReadOnlyList<Estimate> estimates, int depth)
    {
        StringBuilder text = new(
            "device,model,batch_size,seq_len,scope,kind,type,energy_j,energy_low_j,energy_high_j,energy_level,energy_source,notes");
        foreach (Estimate estimate in estimates)
        {
            foreach (TreeNode node in Nodes(estimate.Tree, depth))
            {
                PredictionDetails energy = Energy(node);
                string notes = string.Join("; ", node.Details?.Remarks ?? []);
                text.Append('\n').Append(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{CsvText.Quoted(estimate.Device)},{CsvText.Quoted(estimate.Tree.ModelName)},{estimate.Tree.BatchSize},"
                        + $"{estimate.Tree.SequenceLength},{CsvText.Cell(node.Scope.Path)},{node.Kind.ToPublishedName()},"
                        + $"{CsvText.Cell(node.InstanceType)},{energy.Joules:R},{energy.Low:R},{energy.High:R},{energy.Level},predicted,"
                        + $"{CsvText.Quoted(notes)}"));
            }
        }

        return text.ToString();
    }

    private static void WriteNode(Utf8JsonWriter json, TreeNode node)
    {
        PredictionDetails energy = Energy(node);
        json.WriteStartObject();
        json.WriteString("scope", node.Scope.Path);
        json.WriteString("kind", node.Kind.ToPublishedName());
        json.WriteString("type", node.InstanceType);
        json.WriteNumber("energy_j", energy.Joules);
        WriteNumber(json, "energy_low_j", energy.Low);
        WriteNumber(json, "energy_high_j", energy.High);
        WriteNumber(json, "energy_level", energy.Level);
        json.WriteString("energy_source", "predicted");
        json.WriteStartObject("terms_j");
        foreach ((string term, double joules) in energy.Terms ?? new Dictionary<string, double>())
            json.WriteNumber(term, joules);
        json.WriteEndObject();
        json.WriteStartArray("notes");
        foreach (string note in node.Details?.Remarks ?? [])
            json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<TreeNode> Nodes(ModelTree tree, int depth) =>
        tree.Root.SelfAndDescendants().Where(node => node.Scope.Level <= depth);

    private static IEnumerable<(TreeNode Node, int Depth, string Label)> Shown(TreeNode node, int depth, int level = 0, int repeats = 1)
    {
        yield return (node, level, Harmless.Line(node.Scope.Name) + (repeats > 1 ? Format($" (and {repeats - 1} more alike)") : ""));
        if (level >= depth)
            yield break;
        for (int index = 0; index < node.Children.Count;)
        {
            int next = index + 1;
            while (next < node.Children.Count && Alike(node.Children[index], node.Children[next]))
                next++;
            foreach ((TreeNode, int, string) shown in Shown(node.Children[index], depth, level + 1, next - index))
                yield return shown;
            index = next;
        }
    }

    private static bool Alike(TreeNode left, TreeNode right) =>
        left.InstanceType == right.InstanceType && left.Children.Count == right.Children.Count
            && left.PredictedJoules == right.PredictedJoules;

    /// <summary>The prediction of a node; without an interval where the predictor states none.</summary>
    internal static PredictionDetails Energy(TreeNode node) =>
        node.Details?.Prediction ?? new PredictionDetails { Joules = node.PredictedJoules!.Value };

    private static string Interval(PredictionDetails energy) =>
        energy.Level is { } level ? Format($", interval of nominal {100 * level:0.#} %") : ", without an interval";

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    /// <summary>Joules with as many decimals as columns of them bear.</summary>
    internal static string Joules(double? joules) => joules is { } known ? Joules(known) : "-";

    private static string Joules(double joules) => joules.ToString(joules >= 1 ? "0.000" : "0.00000", CultureInfo.InvariantCulture);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
