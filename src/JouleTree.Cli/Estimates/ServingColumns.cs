using System.Globalization;
using JouleTree.Core.Results;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;
using JouleTree.Serving;

namespace JouleTree.Cli.Estimates;

/// <summary>What is told of deployments.</summary>
internal static class ServingColumns
{
    private static readonly Column<DeploymentRow>[] Numbers =
    [
        new Column<DeploymentRow>("software", row => row.Profile.Sheet.Software),
        new Column<DeploymentRow>("gpu", row => row.Profile.Gpu.Name),
        new Column<DeploymentRow>("gpus", row => row.Deployment.Gpus),
        new Column<DeploymentRow>("data_parallel", row => row.Deployment.DataParallel),
        new Column<DeploymentRow>("requests", row => row.Deployment.Requests),
        new Column<DeploymentRow>("prompt_tokens", row => row.Deployment.PromptTokens),
        new Column<DeploymentRow>("answer_tokens", row => row.Deployment.AnswerTokens),
        new Column<DeploymentRow>("weights", row => row.Answer?.Network.Types),
        new Column<DeploymentRow>("energy_per_token_j", row => row.Estimate?.JoulesPerToken)
            .ShownRight("J/token", row => Text(row.Estimate?.JoulesPerToken)),
        new Column<DeploymentRow>("energy_per_token_low_j", row => row.Estimate?.LowJoulesPerToken)
            .ShownRight("low", row => Text(row.Estimate?.LowJoulesPerToken)),
        new Column<DeploymentRow>("energy_per_token_high_j", row => row.Estimate?.HighJoulesPerToken)
            .ShownRight("high", row => Text(row.Estimate?.HighJoulesPerToken)),
        new Column<DeploymentRow>("energy_level", row => row.Estimate?.Level),
        new Column<DeploymentRow>("energy_source", row => row.Estimate is null ? null : EnergySource.Predicted.ToName()),
        new Column<DeploymentRow>("scaled_from", row => row.Profile.Scaled is { } scaled ? string.Join(' ', scaled.From) : null),
        new Column<DeploymentRow>("energy_per_request_j", row => row.Estimate?.JoulesPerRequest)
            .ShownRight("J/request", row => Text(row.Estimate?.JoulesPerRequest)),
        new Column<DeploymentRow>("energy_per_million_tokens_kwh", row => row.Estimate?.KilowattHoursPerMillionTokens),
        new Column<DeploymentRow>("prompt_energy_per_token_j", row => row.Estimate?.PromptJoules),
        new Column<DeploymentRow>("power_w", row => row.Estimate?.Watts).ShownRight("W", row => Text(row.Estimate?.Watts)),
        new Column<DeploymentRow>("tokens_per_s", row => row.Estimate?.TokensPerSecond)
            .ShownRight("tokens/s", row => Text(row.Estimate?.TokensPerSecond)),
        new Column<DeploymentRow>("inter_token_s", row => row.Estimate?.InterTokenSeconds)
            .ShownRight("ms between", row => Text(1e3 * row.Estimate?.InterTokenSeconds)),
        new Column<DeploymentRow>("inter_token_low_s", row => row.Estimate?.InterTokenSeconds / row.Estimate?.TimeFactor),
        new Column<DeploymentRow>("inter_token_high_s", row => row.Estimate?.InterTokenSeconds * row.Estimate?.TimeFactor),
        new Column<DeploymentRow>("first_token_s", row => row.Estimate?.FirstTokenSeconds),
        new Column<DeploymentRow>("weight_memory_bytes", row => row.Answer?.Memory.WeightBytes),
        new Column<DeploymentRow>("request_memory_bytes", row => row.Answer?.Memory.RequestBytes),
        new Column<DeploymentRow>("most_requests", row => row.Answer?.Memory.MostRequests),
    ];

    /// <summary>Members of the object <c>serving</c>.</summary>
    public static readonly ResultTable<DeploymentRow> Figures = new(Numbers);

    private static readonly Column<DeploymentRow>[] Names =
    [
        new Column<DeploymentRow>("device", row => row.Profile.Name).Shown("device", row => row.Profile.Name),
        new Column<DeploymentRow>("model", row => row.Model),
    ];

    private static readonly Column<DeploymentRow>[] Grams =
    [
        new Column<DeploymentRow>("co2_per_million_tokens_g", row => row.Grams).ShownRight("g CO2/M", row => Text(row.Grams)),
        new Column<DeploymentRow>("grid_g_per_kwh", row => row.Grid?.GramsPerKilowattHour),
        new Column<DeploymentRow>("grid_source", row => row.Grid?.Source),
    ];

    private static readonly Column<DeploymentRow> Reason = new("reason", row => row.Refusal);

    /// <summary>A row a profile.</summary>
    public static readonly ResultTable<DeploymentRow> Rows = new([.. Names, .. Numbers, Reason]);

    /// <summary>A row a profile, with grams of CO2 for a million tokens.</summary>
    public static readonly ResultTable<DeploymentRow> RowsWithGrams = new([.. Names, .. Numbers, .. Grams, Reason]);

    private static string Text(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? "-";
}

/// <summary>What one profile says of a deployment, or why it says nothing.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Model">The model.</param>
/// <param name="Deployment">The deployment.</param>
/// <param name="Answer">The answer, or null.</param>
/// <param name="Refusal">Why there is none, or null.</param>
/// <param name="Grid">The grid that the GPUs run on, or null.</param>
internal sealed record DeploymentRow(
    ServingProfile Profile, string Model, ServingDeployment Deployment, ServingAnswer? Answer, string? Refusal, GridIntensity? Grid = null)
{
    /// <summary>Grams of CO2 for a million tokens, or null where the energy or the grid is not known.</summary>
    public double? Grams => Estimate is { } estimate ? Grid?.Grams(1e6 * estimate.JoulesPerToken) : null;

    /// <summary>Energy and times, or null.</summary>
    public ServingEstimate? Estimate => Answer?.Estimate;

    /// <summary>The row of an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="grid">The grid that the GPUs run on, or null.</param>
    public static DeploymentRow Of(ServingAnswer answer, GridIntensity? grid = null) =>
        new(answer.Profile, answer.Network.Name, answer.Deployment, answer, null, grid);
}
