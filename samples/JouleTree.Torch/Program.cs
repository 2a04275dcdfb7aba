using JouleTree.Torch;

#pragma warning disable RS0030 // A program of the command line: this is where it speaks.
switch (args)
{
    case ["count"]:
        TorchPrograms.Count(Console.Out);
        return 0;
    case ["profile"]:
        TorchPrograms.Profile(Console.Out);
        return 0;
    case ["campaign", string folder]:
        TransformerCampaign.Run(folder, Console.Error.WriteLine);
        return 0;
    case ["collect", string plan, string folder]:
        return LayerCampaign.Run(plan, folder, resume: false, Console.Error.WriteLine);
    case ["collect", string plan, string folder, "resume"]:
        return LayerCampaign.Run(plan, folder, resume: true, Console.Error.WriteLine);
    default:
        Console.Error.WriteLine("usage: JouleTree.Torch count | profile | campaign DIR | collect PLAN DIR [resume]");
        return 1;
}
#pragma warning restore RS0030
