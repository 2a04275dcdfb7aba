using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Measurement;
using JouleTree.Torch.Networks;
using JouleTree.TorchSharp;
using static TorchSharp.torch;

namespace JouleTree.Torch;

/// <summary>Six transformers at several batches and lengths, each module measured alone: what a predictor is trained on.</summary>
internal static class TransformerCampaign
{
    private static readonly int[] Batches = [1, 2, 4];
    private static readonly int[] Lengths = [16, 32, 64, 128];

    private static readonly (string Name, Func<nn.Module<Tensor, Tensor>> Make)[] Models =
    [
        ("bert-2x128", () => new BertModel(new TransformerSize(1000, 128, 2, 2))),
        ("bert-4x256", () => new BertModel(new TransformerSize(1000, 256, 4, 4))),
        ("bert-4x512", () => new BertModel(new TransformerSize(1000, 512, 4, 8))),
        ("gpt2-2x192", () => new GPT2Model(new TransformerSize(1000, 192, 2, 3))),
        ("gpt2-4x256", () => new GPT2Model(new TransformerSize(1000, 256, 4, 4))),
        ("gpt2-3x384", () => new GPT2Model(new TransformerSize(1000, 384, 3, 6))),
    ];

    /// <summary>Measures all of them into <c>trees.full.jsonl</c> and <c>trees.irene.jsonl</c> of a folder.</summary>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <param name="tell">Told what was measured.</param>
    public static void Run(string folder, Action<string> tell)
    {
        set_num_threads(1);
        List<ModelTree> full = [];
        List<ModelTree> irene = [];
        foreach ((string name, Func<nn.Module<Tensor, Tensor>> make) in Models)
        {
            using nn.Module<Tensor, Tensor> model = make();
            foreach (int batch in Batches)
            {
                foreach (int length in Lengths)
                {
                    using Tensor ids = randint(0, 1000, [batch, length], dtype: ScalarType.Int64);
                    MeasuredModel measured = ModuleProfile.Measure(model, () => Pass(model, ids), new ModuleProfileOptions
                    {
                        Workload = new ModuleWorkload { ModelName = name },
                        Rounds = 5,
                        IdleSeconds = 0,
                    });
                    full.Add(measured.Tree);
                    irene.Add(measured.IreneTree);
                    tell($"{name}, batch {batch}, length {length}: {measured.Joules:0.0000} J, {measured.Seconds * 1e3:0.00} ms");
                }
            }
        }

        Directory.CreateDirectory(folder);
        Write(Path.Combine(folder, "trees.full.jsonl"), full);
        Write(Path.Combine(folder, "trees.irene.jsonl"), irene);
    }

    private static void Pass(nn.Module<Tensor, Tensor> model, Tensor ids)
    {
        using IDisposable inference = no_grad();
        using IDisposable scope = NewDisposeScope();
        model.call(ids);
    }

    private static void Write(string path, IEnumerable<ModelTree> trees)
    {
        using TreeWriter writer = new(File.Create(path));
        writer.Write(trees);
    }
}
