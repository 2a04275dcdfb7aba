using System.Collections.Concurrent;
using System.Globalization;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Advice;

/// <summary>Other models of the zoo that do the same task and are smaller.</summary>
internal static class ModelMoves
{
    private const int Most = 8;

    // Smaller ones do something else; larger ones save nothing.
    private const double LeastShare = 0.1;
    private const double MostShare = 0.95;

    private static readonly ConcurrentDictionary<string, long> Counted = new(StringComparer.Ordinal);

    /// <summary>The moves: of each family the largest that is smaller, the largest first.</summary>
    /// <param name="model">The model.</param>
    /// <param name="now">What it costs now.</param>
    public static IEnumerable<AdviceMove> Of(AdvisedModel model, AdvicePrice now)
    {
        if (model.Source.Architecture is not { } own || now.Tree.Root.Details?.Parameters is not { } parameters)
            return [];
        return ModelZoo.Families.Where(family => DoesTheSame(family, own))
            .Select(family => family.Models.Where(one => one.ConfigurationName != own.ConfigurationName || own.Fields is not null)
                .Select(one => (Model: one, Parameters: Count(one)))
                .Where(one => one.Parameters >= LeastShare * parameters && one.Parameters <= MostShare * parameters)
                .OrderByDescending(one => one.Parameters).FirstOrDefault())
            .Where(one => one.Model is not null)
            .OrderByDescending(one => one.Parameters).ThenBy(one => one.Model.Name, StringComparer.Ordinal).Take(Most)
            .Select(one => Move(own.Head == TaskHead.None ? one.Model : one.Model.With(own.Head), one.Parameters));
    }

    private static AdviceMove Move(ZooModel other, long parameters) => new(
        AdviceKind.Model, $"model-{other.Name}",
        string.Create(CultureInfo.InvariantCulture, $"another model: {other.Name}, {Short(parameters)} parameters"),
        // What is changed of this one's configuration is not of that one.
        model => model with { Source = ModelSource.OfArchitecture(other), Changes = null });

    private static bool DoesTheSame(ZooFamily family, ZooModel own) =>
        family.Takes == own.Family.Takes && family.Generates == own.Family.Generates
        && family.ReadsPromptApart == own.Family.ReadsPromptApart
        && (own.Head == TaskHead.None || family.Heads.Contains(own.Head));

    // Those without a published number are built for it, once.
    private static long Count(ZooModel model) => Counted.GetOrAdd(model.Name, _ => model.CountParameters());

    private static string Short(long parameters) => parameters >= 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e9:G3} billion")
        : string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e6:0} million");
}
