using System.Globalization;
using JouleTree.Core.Results;
using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;

namespace JouleTree.Serving;

/// <summary>What is told of deployments.</summary>
internal static class ServingColumns
{
    private static readonly Column<DeploymentAnswer>[] Numbers =
    [
        new Column<DeploymentAnswer>("software", row => row.Profile.Software),
        new Column<DeploymentAnswer>("gpu", row => row.Profile.Gpu.Name),
        new Column<DeploymentAnswer>("gpus", row => row.Deployment.Gpus),
        new Column<DeploymentAnswer>("data_parallel", row => row.Deployment.DataParallel),
        new Column<DeploymentAnswer>("requests", row => row.Deployment.Requests),
        new Column<DeploymentAnswer>("prompt_tokens", row => row.Deployment.PromptTokens),
        new Column<DeploymentAnswer>("answer_tokens", row => row.Deployment.AnswerTokens),
        new Column<DeploymentAnswer>("weights", row => row.Model.WeightType),
        new Column<DeploymentAnswer>("energy_per_token_j", row => row.Estimate?.JoulesPerToken)
            .ShownRight("J/token", row => Text(row.Estimate?.JoulesPerToken)),
        new Column<DeploymentAnswer>("energy_per_token_low_j", row => row.Estimate?.LowJoulesPerToken)
            .ShownRight("low", row => Text(row.Estimate?.LowJoulesPerToken)),
        new Column<DeploymentAnswer>("energy_per_token_high_j", row => row.Estimate?.HighJoulesPerToken)
            .ShownRight("high", row => Text(row.Estimate?.HighJoulesPerToken)),
        new Column<DeploymentAnswer>("energy_level", row => row.Estimate?.Level),
        new Column<DeploymentAnswer>("energy_source", row => row.Estimate is null ? null : EnergySource.Predicted.ToName()),
        new Column<DeploymentAnswer>("scaled_from", row => row.Profile.Scaled is { } scaled ? string.Join(' ', scaled.From) : null),
        new Column<DeploymentAnswer>("energy_per_request_j", row => row.Estimate?.JoulesPerRequest)
            .ShownRight("J/request", row => Text(row.Estimate?.JoulesPerRequest)),
        new Column<DeploymentAnswer>("energy_per_million_tokens_kwh", row => row.Estimate?.KilowattHoursPerMillionTokens),
        new Column<DeploymentAnswer>("prompt_energy_per_token_j", row => row.Estimate?.PromptJoules),
        new Column<DeploymentAnswer>("power_w", row => row.Estimate?.Watts).ShownRight("W", row => Text(row.Estimate?.Watts)),
        new Column<DeploymentAnswer>("tokens_per_s", row => row.Estimate?.TokensPerSecond)
            .ShownRight("tokens/s", row => Text(row.Estimate?.TokensPerSecond)),
        new Column<DeploymentAnswer>("inter_token_s", row => row.Estimate?.InterTokenSeconds)
            .ShownRight("ms between", row => Text(1e3 * row.Estimate?.InterTokenSeconds)),
        new Column<DeploymentAnswer>("inter_token_low_s", row => row.Estimate?.InterTokenSeconds / row.Estimate?.TimeFactor),
        new Column<DeploymentAnswer>("inter_token_high_s", row => row.Estimate?.InterTokenSeconds * row.Estimate?.TimeFactor),
        new Column<DeploymentAnswer>("first_token_s", row => row.Estimate?.FirstTokenSeconds),
        new Column<DeploymentAnswer>("weight_memory_bytes", row => row.Answer?.Memory.WeightBytes),
        new Column<DeploymentAnswer>("request_memory_bytes", row => row.Answer?.Memory.RequestBytes),
        new Column<DeploymentAnswer>("most_requests", row => row.Answer?.Memory.MostRequests),
    ];

    /// <summary>Members of the object <c>serving</c>.</summary>
    public static readonly ResultTable<DeploymentAnswer> Figures = new(Numbers);

    private static readonly Column<DeploymentAnswer>[] Names =
    [
        new Column<DeploymentAnswer>("device", row => row.Profile.Name).Shown("device", row => row.Profile.Name),
        new Column<DeploymentAnswer>("model", row => row.Model.Name),
    ];

    private static readonly Column<DeploymentAnswer>[] Rest =
    [
        Column<DeploymentAnswer>.Of("notes", CellType.Texts, row => Cell.Of(row.Answer?.Remarks)),
        new Column<DeploymentAnswer>("reason", row => row.Refusal),
    ];

    /// <summary>A row a profile.</summary>
    public static readonly ResultTable<DeploymentAnswer> Rows = new([.. Names, .. Numbers, .. Rest]);

    /// <summary>A row a deployment among others.</summary>
    public static readonly ResultTable<RankedDeployment> Ranked = new(
    [
        .. Names.Concat(Numbers).Select(ShownAmongOthers).Select(column => column.In<RankedDeployment>(row => row.Answer)),
        new Column<RankedDeployment>("dominated", row => row.Runs ? row.IsDominated : null),
        new Column<RankedDeployment>("within_limit", row => row.IsWithinLimit),
        new Column<RankedDeployment>("cheapest", row => row.IsCheapest).Shown("", MarkOf),
        .. Rest.Select(column => column.In<RankedDeployment>(row => row.Answer)),
    ]);

    /// <summary>A row a profile, with grams of CO2 for a million tokens.</summary>
    /// <param name="grid">The grid that the GPUs run on.</param>
    public static ResultTable<DeploymentAnswer> RowsWithGrams(GridIntensity grid)
    {
        return new ResultTable<DeploymentAnswer>(
        [
            .. Names, .. Numbers,
            new Column<DeploymentAnswer>("co2_per_million_tokens_g", Grams).ShownRight("g CO2/M", row => Text(Grams(row))),
            new Column<DeploymentAnswer>("grid_g_per_kwh", row => grid.GramsPerKilowattHour),
            new Column<DeploymentAnswer>("grid_source", row => grid.Source),
            .. Rest,
        ]);

        double? Grams(DeploymentAnswer row) => row.Estimate is { } estimate ? grid.Grams(1e6 * estimate.JoulesPerToken) : null;
    }

    // What a row of one deployment need not repeat.
    private static Column<DeploymentAnswer> ShownAmongOthers(Column<DeploymentAnswer> column) => column.Name switch
    {
        "model" => column.Shown("model", row => row.Model.Name),
        "gpus" => column.ShownRight("GPUs", row => string.Create(CultureInfo.InvariantCulture,
            $"{row.Deployment.Gpus}{(row.Deployment.DataParallel > 1 ? $" in {row.Deployment.DataParallel}" : "")}")),
        "requests" => column.ShownRight("requests", row => row.Deployment.Requests.ToString("0.###", CultureInfo.InvariantCulture)),
        "weights" => column.Shown("weights", row => row.Model.WeightType),
        _ => column,
    };

    private static string MarkOf(RankedDeployment row) =>
        row.IsCheapest ? "cheapest" : row.IsDominated ? "dominated" : row.Answer.Answer is null ? "no" : row.Runs ? "" : "would wait";

    private static string Text(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? "-";
}
