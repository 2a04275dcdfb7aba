using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Models;
using JouleTree.Serving;

namespace JouleTree.Cli.Comparisons;

/// <summary>
/// What two language models of files with weights take for a token where they are served, so that a difference of their types shows in
/// joules, too: device by device, for a usual chat.
/// </summary>
/// <param name="Left">Answers for A.</param>
/// <param name="Right">Answers for B, in the same order.</param>
internal sealed record ServedComparison(IReadOnlyList<DeploymentAnswer> Left, IReadOnlyList<DeploymentAnswer> Right)
{
    private const int Requests = 16;

    /// <summary>The comparison; null where a side has no weights or writes no text, or no device says anything of both.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B.</param>
    public static ServedComparison? Of(ModelSource left, ModelSource right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (!left.HasWeights || !right.HasWeights || !left.Generates || !right.Generates)
            return null;
        ServingDeployment deployment = new()
        {
            Requests = Requests,
            PromptTokens = ServingDeployment.UsualPrompt,
            AnswerTokens = ServingDeployment.UsualAnswer,
        };
        try
        {
            ServedComparison both = new(
                ServedModel.Of(left).OnEach(ServingProfile.Shipped, deployment),
                ServedModel.Of(right).OnEach(ServingProfile.Shipped, deployment));
            return both.Pairs.Any() ? both : null;
        }
        catch (InputException)
        {
            // What cannot be served is compared all the same.
            return null;
        }
    }

    /// <summary>Answers of the devices that say something of both.</summary>
    public IEnumerable<(ServingEstimate Left, ServingEstimate Right, string Device)> Pairs => Left.Zip(Right)
        .Where(pair => pair.First.Estimate is not null && pair.Second.Estimate is not null)
        .Select(pair => (pair.First.Estimate!, pair.Second.Estimate!, pair.First.Profile.Name));

    /// <summary>The table.</summary>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public string Text(int? width)
    {
        TextTable table = new("joules a token, served", ">A", ">interval", ">B", ">interval", ">B to A");
        foreach ((ServingEstimate left, ServingEstimate right, string device) in Pairs)
            table.Add(device, Joules(left.JoulesPerToken), Interval(left), Joules(right.JoulesPerToken), Interval(right),
                (right.JoulesPerToken / left.JoulesPerToken).ToString("0.00", CultureInfo.InvariantCulture));
        return $"\n{table.Render(width)}(one GPU, {Requests} requests at a time, prompts of {ServingDeployment.UsualPrompt:0} and answers "
            + $"of {ServingDeployment.UsualAnswer:0} tokens; other deployments: jouletree estimate --serve)\n";
    }

    /// <summary>The same as a member of an object.</summary>
    /// <param name="json">The object.</param>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray("served");
        foreach ((ServingEstimate left, ServingEstimate right, string device) in Pairs)
        {
            json.WriteStartObject();
            json.WriteString("device", device);
            Write("a", left);
            Write("b", right);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        void Write(string side, ServingEstimate estimate)
        {
            json.WriteNumber(side + "_j_per_token", estimate.JoulesPerToken);
            json.WriteNumber(side + "_low_j_per_token", estimate.LowJoulesPerToken);
            json.WriteNumber(side + "_high_j_per_token", estimate.HighJoulesPerToken);
        }
    }

    private static string Joules(double joules) => joules.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Interval(ServingEstimate estimate) =>
        $"{Joules(estimate.LowJoulesPerToken)} to {Joules(estimate.HighJoulesPerToken)}";
}
