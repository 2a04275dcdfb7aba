using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Advice;

/// <summary>Moves that make an architecture smaller: fewer layers, narrower two-layer networks inside them.</summary>
internal static class SizeMoves
{
    // Widths that engines and groups of weights divide well.
    private const int GoodWidth = 128;

    // Fields of configurations, as families read them.
    private static readonly string[] LayerFields =
        ["num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers", "decoder_layers", "num_decoder_layers"];

    private static readonly string[] WidthFields =
    [
        "intermediate_size", "intermediate_size_mlp", "ff_intermediate_size", "n_inner", "d_inner", "hidden_dim", "mlp_dim", "d_ff",
        "ffn_dim", "encoder_ffn_dim", "moe_intermediate_size", "shared_expert_intermediate_size",
    ];

    private static readonly (string Name, string Words, double Share)[] Shares =
        [("three-quarters", "three quarters", 0.75), ("half", "half", 0.5)];

    /// <summary>The moves of a model.</summary>
    /// <param name="model">The model.</param>
    public static IEnumerable<AdviceMove> Of(AdvisedModel model)
    {
        foreach ((string name, string words, double share) in Shares)
        {
            if (Text(model, LayerFields, share, Layers) is { } layers)
                yield return Move(AdviceKind.Layers, name, $"{words} of the layers: {layers}", LayerFields, share, Layers);
        }

        foreach ((string name, string words, double share) in Shares)
        {
            if (Text(model, WidthFields, share, Width) is { } widths)
                yield return Move(AdviceKind.Mlp, name, $"{words} of the width inside the MLP: {widths}", WidthFields, share, Width);
        }
    }

    private static AdviceMove Move(
        AdviceKind kind, string name, string text, string[] fields, double share, Func<int, double, int> less) =>
        new(kind, $"{kind.ToName()}-{name}", text, model => Sizes(model, fields, share, less) is { Length: > 0 } sizes
            ? sizes.Aggregate(model, (changed, size) => changed.With(size.Field, size.Then))
            : throw new InputException($"{model.Source.Name} has no size of this kind that could be smaller"));

    private static string? Text(AdvisedModel model, string[] fields, double share, Func<int, double, int> less) =>
        Sizes(model, fields, share, less) is { Length: > 0 } sizes
            ? string.Join(", ", sizes.Select(size => string.Create(CultureInfo.InvariantCulture,
                $"{size.Field} {size.Then} for {size.Now}")))
            : null;

    private static (string Field, int Now, int Then)[] Sizes(
        AdvisedModel model, string[] fields, double share, Func<int, double, int> less)
    {
        if (model.Source.Architecture is not { } architecture)
            return [];
        IReadOnlyList<(string Name, object? Value)> known = architecture.Describe(model.Changes).Fields;
        // Vision transformers call the width of what flows so.
        bool isFlow = known.Any(field => field.Name == "mlp_dim");
        return
        [
            .. from field in known.DistinctBy(field => field.Name)
               where fields.Contains(field.Name) && !(isFlow && field.Name == "hidden_dim")
               let now = field.Value as int? ?? Unsaid(field.Name, known)
               where now is not null && less(now.Value, share) < now.Value
               select (field.Name, now.Value, less(now.Value, share)),
        ];
    }

    // GPT-2's is four times what flows where nothing is said (Hugging Face's GPT2Config).
    private static int? Unsaid(string field, IReadOnlyList<(string Name, object? Value)> known) =>
        field == "n_inner" && known.FirstOrDefault(one => one.Name == "n_embd").Value is int width ? 4 * width : null;

    private static int Layers(int now, double share) => Math.Max(1, (int)(now * share));

    private static int Width(int now, double share)
    {
        int then = (int)(now * share);
        return then >= 4 * GoodWidth ? then / GoodWidth * GoodWidth : Math.Max(1, then);
    }
}
