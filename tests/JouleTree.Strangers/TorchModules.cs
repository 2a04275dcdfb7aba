using JouleTree.Core.Trees;
using JouleTree.TorchSharp;
using TorchSharp;

namespace JouleTree.Strangers;

/// <summary>The examples of JouleTree.TorchSharp, word for word.</summary>
internal static class TorchModules
{
    public static void OfModuleCounts()
    {
        using var model = torch.nn.Sequential(("dense", torch.nn.Linear(768, 256)), ("act", torch.nn.ReLU()));
        ModuleCounts counts = ModuleCounts.Of(model, torch.zeros(8, 768));
        foreach (TreeNode module in counts.Tree.Root.SelfAndDescendants())
            Console.WriteLine($"{module.Scope}: {module.Details!.Parameters} parameters, {module.Details.Macs} MACs");
    }

    public static void OfModuleProfile(torch.nn.Module<torch.Tensor, torch.Tensor> model, torch.Tensor input)
    {
        using ModuleProfile profile = ModuleProfile.Start(model);
        for (int run = 0; run < 20; run++)
            model.call(input).Dispose();
        foreach (TreeNode module in profile.Stop().Root.SelfAndDescendants())
            Console.WriteLine($"{module.Scope}: {module.Seconds} s, {module.Details?.Energy?.Joules} J");
    }

    public static void OfTorchCampaign()
    {
        TorchCampaign campaign = TorchCampaign.Collect("layers.plan.yaml", "campaign", resume: true, progress: Console.WriteLine);
        Console.WriteLine($"{campaign.Measured} measured, {campaign.Left} left, {campaign.Files["layers.jsonl"]} layers");
    }

    public static void OfTrainingProfile(torch.nn.Module<torch.Tensor, torch.Tensor> model, torch.Tensor input)
    {
        using torch.Tensor target = torch.zeros(8, 4);
        TrainingWork work = new()
        {
            Loss = () => torch.nn.functional.mse_loss(model.call(input), target),
            Optimizer = torch.optim.SGD(model.parameters(), 0.01),
            Samples = 8,
        };
        MeasuredTraining training = TrainingProfile.Measure(model, work);
        Console.WriteLine($"{training.Joules} J a step, {training.JoulesPerSample} J a sample");
    }
}
