using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Import.Irene;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Fuzzing;

/// <summary>
/// Damaged input ends in success or in a clear error, within time and memory, never in another exception. The seeds are
/// fixed: a failure names the case that repeats it.
/// </summary>
public sealed class ReaderFuzzTests
{
    private const int Cases = 50_000;
    private const long MaxBytes = 64 << 20;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    [Fact]
    public void Trees_Damaged_EndInSuccessOrAClearError()
    {
        byte[][] lines = [.. RealLines().Concat(Enumerable.Range(0, 20).Select(seed => new RandomTrees(seed).Next().Line)).Select(Encoding.UTF8.GetBytes)];
        TreeParser parser = new("fuzz", TreeReadOptions.Full);
        Run(lines, bytes =>
        {
            // The reader cuts lines before the parser sees them.
            int end = Array.IndexOf(bytes, (byte)'\n');
            ModelTree tree = parser.Parse(end < 0 ? bytes : bytes.AsSpan(0, end), 1);
            using MemoryStream stream = new();
            using TreeWriter writer = new(stream);
            writer.Write(tree);
            // What was accepted can be read again.
            parser.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length).TrimEnd((byte)'\n'), 1);
        });
    }

    [Fact]
    public void Configs_Damaged_EndInSuccessOrAClearError() => Run(
        [Encoding.UTF8.GetBytes("""
            {"feature_sets":["model_specs","resource_utilization"],"polynomial_features":true,"training_strategy":"end2end","standardize_features":true,
             "tanh_scalar":10,"normalize_loss_scale":true,"weighting_setting":"close_to_one","seed":13370,"epochs":8,"learning_rate":0.001,"init":"uniform"}
            """)],
        bytes => IreneConfigJson.Parse(bytes, "fuzz"));

    [Fact]
    public void ModelDirectories_Damaged_EndInSuccessOrAClearError()
    {
        using TemporaryFolder folder = new();
        IreneConfig config = new() { PolynomialFeatures = false };
        MemoryTreeSource source = MemoryTreeSource.Of(TestTrees.Campaign(), FeatureSelection.Of(config.Features(), TestTrees.Small()), EnergyNeed.PositiveInner);
        PredictorDirectory.Save(folder.Path, IreneTrainer.Train(source, config));
        ModelTree tree = TestTrees.Small();
        Run(
            [File.ReadAllBytes(folder.File(PredictorDirectory.FileName))],
            // What was accepted can predict.
            bytes => PredictorDirectory.Parse(bytes, "fuzz").Predict(tree, UnknownPrimitives.Zero));
    }

    [Fact]
    public void IreneCsv_Damaged_EndsInSuccessOrAClearError()
    {
        const string Text = """
            batch_size,seq_len,flops,mem_bytes,cpu,mem,gpu,gpu_mem,gpu_clk,gpu_mem_clk,times_mean,gpu_energy_mean,energy_mean,level_name,model_name
            8.0,32.0,0.0,0.75,8.55,10.0,46.9,17.1,1911.0,3802.0,2.57e-05,0.0023,0.0049,embeddings.word_embeddings:Embedding,bert-base-uncased
            8.0,64.0,12.5,1.875,8.57,10.0,90.7,1.0,1920.05,3802.0,2.84e-05,0.0032,0.0064,"encoder.layer.0.attention.self:MatMul",bert-base-uncased

            """;
        Run([Encoding.UTF8.GetBytes(Text)], bytes =>
        {
            using MemoryStream stream = new(bytes);
            IreneCsvFiles.Read(stream, "fuzz", IreneLevel.ParametricPrimitive);
        });
    }

    private static void Run(byte[][] valid, Action<byte[]> read)
    {
        JsonNode?[] nodes = [.. valid.Select(bytes => TryParse(bytes))];
        int refused = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            Mutator mutator = new(seed);
            int which = seed % valid.Length;
            byte[] bytes = seed % 2 == 0 || nodes[which] is null ? mutator.Bytes(valid[which]) : mutator.Structure(nodes[which]!);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            try
            {
                read(bytes);
            }
            catch (InputException error)
            {
                refused++;
                error.Message.ShouldNotBeNullOrWhiteSpace();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"case {seed}: {error.GetType().Name}: {error.Message}\n{Encoding.UTF8.GetString(bytes)}", error);
            }

            (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(MaxBytes, $"case {seed}");
            Slowness.OfRun(started, MaxTime, () => read(bytes)).ShouldBeLessThan(MaxTime, $"case {seed}");
        }

        // A mutator that damages nothing, or a reader that refuses everything, would test nothing.
        refused.ShouldBeInRange(Cases / 20, Cases - (Cases / 200));
    }

    private static JsonNode? TryParse(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    // Real lines where the measurements are there, without the layers that repeat: the same members, a tenth of the size.
    private static IEnumerable<string> RealLines()
    {
        using MemoryStream stream = new();
        using TreeWriter writer = new(stream);
        if (SharedData.Folder is not null)
        {
            foreach (ModelTree tree in TreeReader.Read(SharedData.PathOf("irene", "expected", "six_trees.jsonl")))
            {
                writer.Write(tree with
                {
                    Root = tree.Root.Rebuild(node => node with { Children = [.. node.Children.Where(child => !int.TryParse(child.Scope.Name, out int layer) || layer == 0)] }),
                });
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
