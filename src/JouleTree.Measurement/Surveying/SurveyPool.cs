using System.Globalization;
using JouleTree.Graphs;
using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Measurement.Surveying;

/// <summary>
/// The workloads that a calibration chooses from: shallow text models of many widths, batches and lengths, and small image
/// models. Depth is kept low because it repeats what a block has shown; two or three blocks show what comes beside them.
/// </summary>
internal static class SurveyPool
{
    private static readonly int[] Widths = [128, 256, 384, 512, 768, 1024];
    private static readonly (int Batch, int Length)[] Texts =
        [(1, 8), (1, 16), (1, 32), (1, 64), (1, 128), (1, 256), (2, 32), (4, 16), (4, 64), (8, 32)];

    private static readonly (string Model, int Batch, int Side)[] Images =
    [
        ("resnet18", 1, 64), ("resnet18", 2, 96), ("resnet18", 1, 160), ("resnet18", 1, 224), ("resnet50", 1, 96), ("resnet50", 1, 160),
        ("squeezenet1_1", 1, 96), ("squeezenet1_1", 2, 160), ("squeezenet1_1", 1, 224), ("mobilenet_v2", 1, 96), ("mobilenet_v2", 2, 160),
            ("mobilenet_v2", 1, 224),
        // These two pool to a fixed size, which ONNX can only say for inputs of this one.
        ("alexnet", 1, 224), ("alexnet", 2, 224), ("vgg11", 1, 224),
    ];

    /// <summary>The workloads.</summary>
    /// <param name="settings">How each is measured.</param>
    public static IReadOnlyList<PlannedWorkload> Of(PlanSettings settings) =>
        [.. All(settings).Select((workload, order) => workload with { Order = order })];

    private static IEnumerable<PlannedWorkload> All(PlanSettings settings)
    {
        foreach (int width in Widths)
        {
            foreach ((int batch, int length) in Texts)
            {
                yield return Text("bert-base-uncased", batch, length, settings, Bert(width, 2));
                yield return Text("gpt2", batch, length, settings, Gpt(width, 2));
            }

            yield return Text("bert-base-uncased", 1, 48, settings, Bert(width, 4));
            yield return Text("roberta-base", 2, 48, settings, Bert(width, 3));
            yield return Text("gpt2", 1, 48, settings, Gpt(width, 4));
            yield return Text("distilbert-base-uncased", 1, 48, settings,
                [Pair("dim", width), Pair("hidden_dim", 4 * width), Pair("n_heads", width / 64), Pair("n_layers", 3)]);
            yield return Text("openai-gpt", 1, 48, settings, Gpt(width, 2));
        }

        foreach ((string model, int batch, int side) in Images)
        {
            yield return new PlannedWorkload
            {
                Kind = WorkloadKind.Model,
                Model = model,
                Workload = new Workload
                {
                    BatchSize = batch,
                    InputShapes = new Dictionary<string,
                    TensorShape>
                    { ["input"] = new(batch, 3, side, side) },
                },
                Settings = settings,
            };
        }
    }

    private static PlannedWorkload Text(string model, int batch, int length, PlanSettings settings, IReadOnlyList<string> changes) => new()
    {
        Kind = WorkloadKind.Model,
        Model = model,
        Workload = new Workload { BatchSize = batch, SequenceLength = length },
        Changes = changes,
        Settings = settings,
    };

    private static string[] Bert(int width, int layers) =>
        [Pair("hidden_size", width), Pair("num_attention_heads", width / 64), Pair("intermediate_size", 4 * width),
            Pair("num_hidden_layers", layers)];

    private static string[] Gpt(int width, int layers) => [Pair("n_embd", width), Pair("n_head", width / 64), Pair("n_layer", layers)];

    private static string Pair(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"{name}={value}");
}
