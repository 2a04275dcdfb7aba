using JouleTree.Core.Serving;

namespace JouleTree.Core.Tests.Serving;

/// <summary>Small made-up networks and a model of round prices.</summary>
internal static class ServingExamples
{
    /// <summary>A dense network of round numbers: 2 layers, 1,000 weights, 8 bytes kept of a token and layer.</summary>
    public static ServedNetwork Dense { get; } = new()
    {
        Name = "dense",
        Layers = 2,
        AllReduces = 4,
        HiddenWidth = 10,
        VocabularySize = 50,
        DenseParameters = 1000,
        DenseBytes = 2000,
        HeadParameters = 500,
        HeadBytes = 1000,
        StoredBytes = 4000,
        Kept = [new KeptKeys { Layers = 2, BytesPerToken = 8, Heads = 2, DecodeFlops = 40, PrefillFlops = 40 }],
        Types = "bfloat16",
    };

    /// <summary>The same with 8 experts of 100 weights in one of its layers, of which a token is given 2.</summary>
    public static ServedNetwork Mixture { get; } = Dense with
    {
        Name = "mixture",
        Experts = new ServedExperts { Layers = 1, Count = 8, Chosen = 2, Width = 5, Parameters = 100, Bytes = 200 },
        StoredBytes = 5600,
    };

    /// <summary>Eight requests of 20 and 40 tokens, seen as they are: 30 tokens behind the prompt.</summary>
    public static ServingDeployment Deployment { get; } = new()
    {
        Requests = 8,
        PromptTokens = 20,
        AnswerTokens = 40,
        DecodePosition = 30,
    };

    /// <summary>A model whose prices are 1, 2, 3 and so on by the order of terms, at 100 W for each.</summary>
    public static ServingModel Model { get; } = new()
    {
        JoulePrices = [.. Enumerable.Range(1, ServingTerms.All.Count).Select(price => (double)price)],
        SecondPrices = [.. Enumerable.Range(1, ServingTerms.All.Count).Select(price => price / 100.0)],
        WaitingWatts = 50,
        EnergySpread = new ServingSpread(0.2, 0.3),
        TimedEnergySpread = new ServingSpread(0.1, 0.2),
        TimeSpread = new ServingSpread(0.3, 0.4),
        Level = 0.9,
        Range = new ServingRange
        {
            Requests = (1, 100),
            Gpus = 8,
            Position = 1000,
            ActiveParameters = (1000, 10_000),
            Types = ["bfloat16"],
        },
    };
}
