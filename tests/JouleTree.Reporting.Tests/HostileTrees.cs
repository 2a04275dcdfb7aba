using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Testing;

namespace JouleTree.Reporting.Tests;

/// <summary>Trees whose names try to become markup.</summary>
internal static class HostileTrees
{
    public const string Script = "<script>alert('x')</script>";

    /// <summary>A small tree with hostile names everywhere that a file can put one.</summary>
    public static ModelTree Make()
    {
        ModelTree tree = TestTrees.Small($"</title>{Script}");
        return tree with
        {
            Root = tree.Root.Rebuild(node => node with
            {
                Scope = new Scope($"root.{Script}.{node.Id}\u0001"),
                InstanceType = $"\"><img src=x onerror=alert({node.Id})>",
                Details = new NodeDetails
                {
                    Notes = [Script],
                    Prediction = new PredictionDetails
                    {
                        Joules = 1,
                        Terms = new Dictionary<string,
                        double>
                        { [Script] = 1 },
                        Notes = [Script],
                    },
                },
            }),
            Details = new TreeDetails { Command = Script, Device = new NamedDetails { Name = $"</script>{Script}" } },
        };
    }
}
