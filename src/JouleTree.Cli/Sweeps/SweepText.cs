using System.Globalization;
using System.Text;
using System.Text.Json;
using JouleTree.Cli.Estimates;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Cli.Sweeps;

/// <summary>Lines of a sweep: as CSV, as JSON objects, or for people. Thread-safe.</summary>
internal abstract class SweepText
{
    private SweepText(int depth) => Depth = depth;

    /// <summary>What stands before the lines.</summary>
    public abstract string Header { get; }

    /// <summary>Levels below the model that are written.</summary>
    private int Depth { get; }

    /// <summary>The text of a format.</summary>
    /// <param name="format">CSV, JSON lines or a table.</param>
    /// <param name="plan">What is swept.</param>
    /// <param name="depth">Levels below the model.</param>
    public static SweepText Of(OutputFormat format, SweepPlan plan, int depth) => format switch
    {
        OutputFormat.Csv => new Csv(plan, depth),
        OutputFormat.Jsonl => new Jsonl(plan, depth),
        _ => new Table(plan, depth),
    };

    /// <summary>Appends the lines of an estimate.</summary>
    public void Append(StringBuilder lines, string device, SweepPoint point, ModelTree tree)
    {
        foreach (TreeNode node in tree.Root.SelfAndDescendants().Where(node => node.Scope.Level <= Depth))
            Append(lines, device, point, tree, node);
    }

    /// <summary>Appends the line of an estimate that is not possible.</summary>
    public abstract void Append(StringBuilder lines, string device, SweepPoint point, string problem);

    /// <summary>Appends the line of a node.</summary>
    protected abstract void Append(StringBuilder lines, string device, SweepPoint point, ModelTree tree, TreeNode node);

    private sealed class Csv(SweepPlan plan, int depth) : SweepText(depth)
    {
        public override string Header { get; } =
            string.Join(',', ["device", "model", "batch_size", "seq_len", .. plan.Sizes.Select(size => CsvText.Cell(size.Name)), "scope",
                "kind", "type", "energy_j", "energy_low_j", "energy_high_j", "energy_level", "energy_source", "flops", "notes",
                "problem"]) + "\n";

        public override void Append(StringBuilder lines, string device, SweepPoint point, string problem) =>
            Start(lines, device, point.Model.Name, point.Workload.BatchSize, point.Workload.SequenceLength, point).Append(",,,,,,,,,,")
                .Append(CsvText.Cell(problem)).Append('\n');

        protected override void Append(StringBuilder lines, string device, SweepPoint point, ModelTree tree, TreeNode node)
        {
            PredictionDetails energy = EstimateText.Energy(node);
            Start(lines, device, tree.ModelName, tree.BatchSize, tree.SequenceLength, point).Append(
                CultureInfo.InvariantCulture,
                $"{CsvText.Cell(node.Scope.Path)},{node.Kind.ToPublishedName()},{CsvText.Cell(node.InstanceType)},{energy.Joules:R},"
                    + $"{energy.Low:R},{energy.High:R},{energy.Level},predicted,{node.Flops},"
                    + $"{CsvText.Cell(string.Join("; ", node.Details?.Remarks ?? []))},\n");
        }

        private static StringBuilder Start(StringBuilder lines, string device, string model, int? batch, int? length, SweepPoint point)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{CsvText.Cell(device)},{CsvText.Cell(model)},{batch},{length},");
            foreach (int size in point.Sizes)
                lines.Append(CultureInfo.InvariantCulture, $"{size},");
            return lines;
        }
    }

    private sealed class Jsonl(SweepPlan plan, int depth) : SweepText(depth)
    {
        public override string Header => "";

        public override void Append(StringBuilder lines, string device, SweepPoint point, string problem) => Line(lines, json =>
        {
            Start(json, device, point.Model.Name, point.Workload.BatchSize, point.Workload.SequenceLength, point);
            json.WriteString("problem", problem);
        });

        protected override void Append(StringBuilder lines, string device, SweepPoint point, ModelTree tree, TreeNode node) =>
            Line(lines, json =>
        {
            Start(json, device, tree.ModelName, tree.BatchSize, tree.SequenceLength, point);
            json.WriteString("scope", node.Scope.Path);
            json.WriteString("kind", node.Kind.ToPublishedName());
            json.WriteString("type", node.InstanceType);
            PredictionDetails energy = EstimateText.Energy(node);
            json.WriteNumber("energy_j", energy.Joules);
            if (energy is { Low: { } low, High: { } high, Level: { } level })
            {
                json.WriteNumber("energy_low_j", low);
                json.WriteNumber("energy_high_j", high);
                json.WriteNumber("energy_level", level);
            }

            json.WriteString("energy_source", "predicted");
            if (node.Flops is { } flops)
                json.WriteNumber("flops", flops);
            if (node.Details?.Remarks.ToArray() is { Length: > 0 } notes)
            {
                json.WriteStartArray("notes");
                foreach (string note in notes)
                    json.WriteStringValue(note);
                json.WriteEndArray();
            }
        });

        private void Start(Utf8JsonWriter json, string device, string model, int? batch, int? length, SweepPoint point)
        {
            json.WriteString("device", device);
            json.WriteString("model", model);
            if (batch is { } items)
                json.WriteNumber("batch_size", items);
            if (length is { } tokens)
                json.WriteNumber("seq_len", tokens);
            for (int index = 0; index < point.Sizes.Length; index++)
                json.WriteNumber(plan.Sizes[index].Name, point.Sizes[index]);
        }

        private static void Line(StringBuilder lines, Action<Utf8JsonWriter> write)
        {
            using MemoryStream stream = new();
            using (Utf8JsonWriter json = new(stream))
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            }

            lines.Append(Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length))).Append('\n');
        }
    }

    private sealed class Table : SweepText
    {
        private readonly int _model;
        private readonly int[] _sizes;

        public Table(SweepPlan plan, int depth)
            : base(depth)
        {
            _model = Math.Max(5, plan.Models.Max(name => Harmless.Line(name).Length));
            _sizes = [.. plan.Sizes.Select(size => Math.Max(size.Name.Length, 6))];
            StringBuilder header = new();
            header.Append(CultureInfo.InvariantCulture, $"{"device",-16}  {"model".PadRight(_model)}  {"batch",6}  {"length",6}");
            for (int index = 0; index < _sizes.Length; index++)
                header.Append("  ").Append(plan.Sizes[index].Name.PadLeft(_sizes[index]));
            Header = header.Append(CultureInfo.InvariantCulture, $"  {"joules",10}  {"low",10}  {"high",10}  scope\n").ToString();
        }

        public override string Header { get; }

        public override void Append(StringBuilder lines, string device, SweepPoint point, string problem) =>
            Start(lines, device, point.Model.Name, point.Workload.BatchSize, point.Workload.SequenceLength, point).Append("  ")
                .Append(Harmless.Line(problem)).Append('\n');

        protected override void Append(StringBuilder lines, string device, SweepPoint point, ModelTree tree, TreeNode node)
        {
            PredictionDetails energy = EstimateText.Energy(node);
            Start(lines, device, tree.ModelName, tree.BatchSize, tree.SequenceLength, point).Append(
                CultureInfo.InvariantCulture,
                $"  {EstimateText.Joules(energy.Joules),10}  {EstimateText.Joules(energy.Low),10}  "
                    + $"{EstimateText.Joules(energy.High),10}  {Harmless.Line(node.Scope.Path)}\n");
        }

        private StringBuilder Start(StringBuilder lines, string device, string model, int? batch, int? length, SweepPoint point)
        {
            lines.Append(CultureInfo.InvariantCulture,
                $"{Harmless.Line(device),-16}  {Harmless.Line(model).PadRight(_model)}  {batch,6}  {length,6}");
            for (int index = 0; index < _sizes.Length; index++)
                lines.Append("  ").Append(point.Sizes[index].ToString(CultureInfo.InvariantCulture).PadLeft(_sizes[index]));
            return lines;
        }
    }
}
