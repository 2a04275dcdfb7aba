using System.CommandLine.Completions;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Completion;

/// <summary>Words that a shell may offer, found only when it asks.</summary>
internal static class Suggestions
{
    /// <summary>Models by name.</summary>
    public static IEnumerable<CompletionItem> Models => ModelZoo.Models.Select(model => new CompletionItem(model.Name));

    /// <summary>Devices that ship, those of a forward pass and those of serving; no profile is read for their names.</summary>
    public static IEnumerable<CompletionItem> Devices =>
        ShippedProfiles.Devices.Concat(ShippedServingProfiles.Names).Select(name => new CompletionItem(name));
}
