using System.Globalization;
using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Estimates;
using JouleTree.Serving;

namespace JouleTree.Cli.Estimates;

/// <summary>What serving costs on one profile, as text and JSON.</summary>
/// <param name="depth">Levels of the tree below the model.</param>
/// <param name="grid">The grid that the GPUs run on, for grams of CO2; null for none.</param>
internal sealed class ServingText(int depth, GridIntensity? grid)
{
    /// <summary>The grid that the GPUs run on, or null.</summary>
    public GridIntensity? Grid => grid;

    /// <summary>A row a profile, with grams of CO2 where a grid is named.</summary>
    public ResultTable<DeploymentAnswer> Rows => grid is null ? ServingColumns.Rows : ServingColumns.RowsWithGrams(grid);

    /// <summary>What <see cref="Table"/> says of a GPU that was never measured: beside its figures, whoever reads them.</summary>
    /// <param name="answer">The answer.</param>
    public static IReadOnlyList<string> Scaling(ServingAnswer answer) => answer.Profile.Scaled?.Remarks ?? [];

    /// <summary>Figures, what they are for, and the tree of a decode step.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public string Table(ServingAnswer answer, int? width)
    {
        (ServingEstimate estimate, ServingMemory memory) = (answer.Estimate, answer.Memory);
        double factor = estimate.HighJoulesPerToken / estimate.JoulesPerToken;
        double time = estimate.TimeFactor;
        (string Name, FormattableString Figure, FormattableString Remark)[] lines =
        [
            ("output token", $"{Between(estimate.JoulesPerToken, factor, "J")}",
                $"{100 * estimate.PromptJoules / estimate.JoulesPerToken:0} % of it for prompts"),
            ("request", $"{Between(estimate.JoulesPerRequest, factor, "J")}", $""),
            ("million tokens", $"{Between(estimate.KilowattHoursPerMillionTokens, factor, "kWh")}", $"{Carbon(estimate)}"),
            ("power", $"{Between(estimate.Watts, Together(factor, time), "W")}", $"of all {Amount.Of(answer.Deployment.Gpus, "GPU")}"),
            ("tokens a second", $"{Between(estimate.TokensPerSecond, time, "/s")}", $"of all requests"),
            ("between tokens", $"{Between(1e3 * estimate.InterTokenSeconds, time, "ms")}", $"while no other request begins"),
            ("first token", $"{Between(1e3 * estimate.FirstTokenSeconds, time, "ms")}", $"reckoned, not measured"),
            ("memory of a GPU", $"{memory.NeededBytes / 1e9:G3} of {memory.AvailableBytes / 1e9:G3} GB",
                $"{memory.WeightBytes / 1e9:G3} GB of weights, {memory.RequestBytes / 1e9:G3} GB a request"),
            ("what for", $"{Purposes(estimate)}", $""),
        ];
        StringBuilder text = new(Harmless.Line(Head(answer)) + "\n");
        foreach (string remark in Scaling(answer))
            text.Append(Harmless.Line($"{"scaled",-16} {remark}")).Append('\n');
        foreach ((string name, FormattableString figure, FormattableString remark) in lines)
            text.Append(Harmless.Line($"{name,-16} {Invariant(figure)}  {Invariant(remark)}".TrimEnd())).Append('\n');
        return text.Append("joules of a token by module of a decode step, without what prompts add:\n")
            .Append(EstimateColumns.Shown.Text(EstimateColumns.Distinct(answer.Tree, depth), width)).ToString();
    }

    /// <summary>An array of one object: what <c>estimate</c> tells of a model, and an object of the deployment.</summary>
    /// <param name="answer">The answer.</param>
    public string Json(ServingAnswer answer) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("device", answer.Profile.Name);
        json.WriteString("model", answer.Model.Name);
        json.WriteStartObject("serving");
        ServingColumns.Figures.WriteMembers(json, DeploymentAnswer.Of(answer));
        json.WriteStartObject("energy_per_token_by_purpose_j");
        foreach ((ServingPurpose purpose, double joules) in answer.Estimate.Purposes)
            json.WriteNumber(ServingPurposes.Names.Of(purpose), joules);
        json.WriteEndObject();
        if (grid is not null)
        {
            json.WriteNumber("co2_per_million_tokens_g", grid.Grams(1e6 * answer.Estimate.JoulesPerToken));
            json.WriteNumber("grid_g_per_kwh", grid.GramsPerKilowattHour);
            json.WriteString("grid_source", grid.Source);
        }

        json.WriteStartArray("remarks");
        foreach (string remark in answer.Remarks)
            json.WriteStringValue(remark);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WritePropertyName("nodes");
        EstimateColumns.Members.WriteArray(json, TreeRow.OfPrediction(answer.Tree, depth, answer.Profile.Name));
        json.WriteEndObject();
        json.WriteEndArray();
    }) + "\n";

    private static string Head(ServingAnswer answer)
    {
        ServingDeployment how = answer.Deployment;
        string copies = how.DataParallel > 1 ? $" ({how.DataParallel} copies of what is not experts)" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{answer.Model.Name} in {answer.Model.WeightType}, served by {answer.Profile.Software} on "
            + $"{Amount.Of(how.Gpus, "GPU")} of {answer.Profile.Gpu.Name}{copies} to {how.Requests:0.###} requests at a time, prompts of "
            + $"{how.PromptTokens:0.###} and answers of {how.AnswerTokens:0.###} tokens ({Source(answer.Profile)}); predicted, intervals "
            + $"of nominal {100 * answer.Estimate.Level:0.#} %");
    }

    private static string Source(ServingProfile profile) => profile.Scaled is { } scaled
        ? $"never measured, SCALED from {scaled.Names}"
        : profile.Name;

    private static string Purposes(ServingEstimate estimate) => string.Join(", ", estimate.Purposes
        .Where(part => part.Value > 0).OrderByDescending(part => part.Value)
        .Select(part => string.Create(CultureInfo.InvariantCulture,
            $"{ServingPurposes.Names.Of(part.Key).Replace('_', ' ')} {100 * part.Value / estimate.JoulesPerToken:0} %")));

    private string Carbon(ServingEstimate estimate) => grid is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture,
            $"{grid.Grams(1e6 * estimate.JoulesPerToken):G3} g of CO2 at {grid.GramsPerKilowattHour} g/kWh ({grid.Source})");

    // Energy and time err each by itself: what both make errs by the root of their squares.
    private static double Together(double energy, double time) =>
        Math.Exp(Math.Sqrt(Math.Pow(Math.Log(energy), 2) + Math.Pow(Math.Log(time), 2)));

    private static string Between(double value, double factor, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Figure(value)} {unit} ({Figure(value / factor)} to {Figure(value * factor)})");

    // Three digits, and no exponents in between.
    private static string Figure(double value)
    {
        int decimals = value > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(value)), 0, 9) : 0;
        return value.ToString($"#,0.{new string('0', decimals)}", CultureInfo.InvariantCulture);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
