using JouleTree.Core.Trees;
using JouleTree.Torch.Networks;
using JouleTree.TorchSharp;
using static TorchSharp.torch;

namespace JouleTree.Torch;

/// <summary>The programs of docs/torchsharp.md.</summary>
internal static class TorchPrograms
{
    /// <summary>What BERT does in a pass, module by module.</summary>
    /// <param name="output">Where to say it.</param>
    public static void Count(TextWriter output)
    {
        using BertModel model = new(TransformerSize.BertBase);
        using Tensor ids = zeros(1, 128, dtype: ScalarType.Int64);
        ModuleCounts counts = ModuleCounts.Of(model, ids);
        foreach (TreeNode module in counts.Tree.Root.SelfAndDescendants())
            output.WriteLine($"{module.Scope}: {module.Details!.Parameters} parameters, {module.Details.Macs} MACs");
    }

    /// <summary>What its modules take, while the program runs it.</summary>
    /// <param name="output">Where to say it.</param>
    public static void Profile(TextWriter output)
    {
        using BertModel model = new(TransformerSize.BertBase);
        using Tensor ids = zeros(1, 128, dtype: ScalarType.Int64);
        using IDisposable inference = no_grad();
        using ModuleProfile profile = ModuleProfile.Start(model);
        for (int run = 0; run < 20; run++)
            model.call(ids).Dispose();
        foreach (TreeNode module in profile.Stop().Root.SelfAndDescendants().Where(module => module.Seconds is not null))
            output.WriteLine($"{module.Scope}: {module.Seconds * 1e3:0.000} ms, {module.Details!.Energy!.Joules:0.0000} J");
    }
}
