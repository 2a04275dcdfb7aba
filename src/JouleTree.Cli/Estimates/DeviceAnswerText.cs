using System.Globalization;
using System.Text;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;

namespace JouleTree.Cli.Estimates;

/// <summary>What several devices say of one model, a line each.</summary>
/// <param name="grid">The grid that they run on, for grams of CO2; null for none.</param>
internal sealed class DeviceAnswerText(GridIntensity? grid)
{
    private static readonly Column<DeviceAnswer>[] Energy =
    [
        new Column<DeviceAnswer>("device", answer => answer.Device.Name).Shown("device", answer => answer.Device.Name),
        new Column<DeviceAnswer>("model", answer => answer.Estimate?.Tree.ModelName),
        new Column<DeviceAnswer>("batch_size", answer => answer.Estimate?.Tree.BatchSize),
        new Column<DeviceAnswer>("seq_len", answer => answer.Estimate?.Tree.SequenceLength),
        new Column<DeviceAnswer>("energy_j", answer => Whole(answer)?.Joules)
            .ShownRight("joules", answer => Joules(answer, estimate => estimate.Joules)),
        new Column<DeviceAnswer>("energy_low_j", answer => Whole(answer)?.Low)
            .ShownRight("low", answer => Joules(answer, estimate => estimate.Low)),
        new Column<DeviceAnswer>("energy_high_j", answer => Whole(answer)?.High)
            .ShownRight("high", answer => Joules(answer, estimate => estimate.High)),
        new Column<DeviceAnswer>("energy_level", answer => Whole(answer)?.Tree.Root.Details?.Prediction?.Level),
        new Column<DeviceAnswer>("energy_source", answer => Whole(answer) is null ? null : EnergySource.Predicted.ToName()),
    ];

    private static readonly Column<DeviceAnswer>[] Fit =
    [
        new Column<DeviceAnswer>("fit", answer => answer.Estimate?.Fit.ToName() ?? Refused).Shown("fit", Words),
        new Column<DeviceAnswer>("data_source", answer => answer.Device.Profile?.Card.Energies?.ToName()),
        new Column<DeviceAnswer>("hardware", answer => answer.Device.Profile?.Card.Device),
        new Column<DeviceAnswer>("reason", answer => answer.Refusal),
    ];

    private static readonly ResultTable<DeviceLine> Plain =
        new([.. Energy.Concat(Fit).Select(column => column.In<DeviceLine>(line => line.Answer))]);

    private static readonly ResultTable<DeviceLine> WithGrams = new(
    [
        .. Energy.Select(column => column.In<DeviceLine>(line => line.Answer)),
        new Column<DeviceLine>("co2_g", line => line.Grams)
            .ShownRight("g CO2", line => line.Grams?.ToString("G3", CultureInfo.InvariantCulture) ?? "-"),
        new Column<DeviceLine>("grid_g_per_kwh", line => line.Grid?.GramsPerKilowattHour),
        new Column<DeviceLine>("grid_source", line => line.Grid?.Source),
        .. Fit.Select(column => column.In<DeviceLine>(line => line.Answer)),
    ]);

    /// <summary>A row a device, with grams of CO2 where a grid is named.</summary>
    public ResultTable<DeviceLine> Columns => grid is null ? Plain : WithGrams;

    /// <summary>The lines of answers.</summary>
    /// <param name="answers">The answers.</param>
    public IReadOnlyList<DeviceLine> Lines(IEnumerable<DeviceAnswer> answers) =>
        [.. answers.Select(answer => new DeviceLine(answer, Whole(answer)?.Joules, grid))];

    private const string Refused = "refused";

    /// <summary>The lines with a title, and how to ask one device for the tree.</summary>
    /// <param name="answers">The answers, at least one of them an estimate.</param>
    /// <param name="command">The command that was given.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public string Table(IReadOnlyList<DeviceAnswer> answers, string command, int? width)
    {
        ModelTree tree = answers.First(answer => answer.Estimate is not null).Estimate!.Tree;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Harmless.Line(tree.ModelName)}, batch {tree.BatchSize}");
        if (tree.SequenceLength is { } length)
            text.Append(CultureInfo.InvariantCulture, $", length {length}");
        text.Append(tree.Details?.Workload?.Answer is { } tokens
                ? string.Create(CultureInfo.InvariantCulture, $"; predicted joules of a whole answer of {tokens} tokens")
                : "; predicted joules per forward pass")
            .Append(", on each device\n")
            .Append(Columns.Text(Lines(answers), width));
        foreach (DeviceAnswer answer in answers.Where(answer => answer.Refusal is not null))
            text.Append("- ").Append(Harmless.Line($"{answer.Device.Name}: {answer.Refusal}")).Append('\n');
        string first = answers[0].Device.Name;
        return text.Append(Harmless.Line($"the tree of one: {command} --device {first}")).Append('\n').ToString();
    }

    // What is not the whole model's is no energy of the model.
    private static Estimate? Whole(DeviceAnswer answer) => answer.IsWhole ? answer.Estimate : null;

    private static string Joules(DeviceAnswer answer, Func<Estimate, double?> energy) => Whole(answer) is not { } estimate
        ? "-"
        : estimate.Fit == EstimateFit.OrderOfMagnitude
            ? EstimateColumns.RoughJoules(energy(estimate))
            : EstimateColumns.Joules(energy(estimate));

    private static string Words(DeviceAnswer answer) => answer.Estimate?.Fit switch
    {
        EstimateFit.Covered => "covered by what was measured there",
        EstimateFit.Extrapolated => "extrapolated beyond what was measured there",
        EstimateFit.OrderOfMagnitude => "an order of magnitude, not a figure",
        _ => "cannot answer",
    };
}

/// <summary>What one device says of a model, on a grid.</summary>
/// <param name="Answer">What it says.</param>
/// <param name="Joules">Joules of the whole model; null where it does not know the whole.</param>
/// <param name="Grid">The grid; null for none.</param>
internal sealed record DeviceLine(DeviceAnswer Answer, double? Joules, GridIntensity? Grid)
{
    /// <summary>Grams of CO2, or null where the energy or the grid is not known.</summary>
    public double? Grams => Joules is { } joules ? Grid?.Grams(joules) : null;
}
