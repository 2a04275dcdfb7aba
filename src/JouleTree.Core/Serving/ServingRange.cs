namespace JouleTree.Core.Serving;

/// <summary>Deployments that a model of serving was fitted to.</summary>
internal sealed record ServingRange
{
    /// <summary>Fewest and most requests that ran.</summary>
    public required (double Least, double Most) Requests { get; init; }

    /// <summary>Most GPUs.</summary>
    public required int Gpus { get; init; }

    /// <summary>Most tokens that a request kept in the mean.</summary>
    public required double Position { get; init; }

    /// <summary>Fewest and most weights that a token multiplied.</summary>
    public required (double Least, double Most) ActiveParameters { get; init; }

    /// <summary>Types of weights that were measured, sorted.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>What of a deployment lies outside, in words; empty where all lies inside.</summary>
    /// <param name="network">What is served.</param>
    /// <param name="deployment">How.</param>
    public IReadOnlyList<string> Outside(ServedNetwork network, ServingDeployment deployment)
    {
        List<string> outside = [];
        if (deployment.Requests < Requests.Least * 0.999 || deployment.Requests > Requests.Most * 1.001)
            outside.Add(FormattableString.Invariant(
                $"{deployment.Requests:0.#} requests at a time, measured were {Requests.Least:0.#} to {Requests.Most:0.#}"));
        if (deployment.Gpus > Gpus)
            outside.Add(FormattableString.Invariant($"{deployment.Gpus} GPUs, measured were up to {Gpus}"));
        if (deployment.Position > Position * 1.001)
            outside.Add(FormattableString.Invariant(
                $"{deployment.Position:0} tokens kept by a request, measured were up to {Position:0}"));
        if (network.ActiveParameters < ActiveParameters.Least * 0.9 || network.ActiveParameters > ActiveParameters.Most * 1.1)
            outside.Add(FormattableString.Invariant($"{network.ActiveParameters / 1e9:0.#} billion weights a token, measured were ")
                + FormattableString.Invariant($"{ActiveParameters.Least / 1e9:0.#} to {ActiveParameters.Most / 1e9:0.#}"));
        if (!Types.Contains(network.Types))
            outside.Add($"weights of {network.Types}, measured were {string.Join(", ", Types)}");
        return outside;
    }

    /// <summary>
    /// How far a deployment lies outside, as a natural logarithm: the largest ratio of a number to the end of its range that it is beyond.
    /// </summary>
    /// <inheritdoc cref="Outside" path="/param"/>
    public double Distance(ServedNetwork network, ServingDeployment deployment)
    {
        double[] beyond =
        [
            deployment.Requests / Requests.Most, Requests.Least / deployment.Requests, (double)deployment.Gpus / Gpus,
            deployment.Position / Position, network.ActiveParameters / ActiveParameters.Most,
            ActiveParameters.Least / network.ActiveParameters,
        ];
        return Math.Log(Math.Max(1, beyond.Max()));
    }
}
