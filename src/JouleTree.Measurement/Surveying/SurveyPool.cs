using System.Globalization;
using JouleTree.Graphs;
using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Measurement.Surveying;

/// <summary>
/// The workloads that a calibration chooses from: shallow text models of many widths, batches and lengths, and shallow image and sound
/// models. Depth is kept low because it repeats what a block has shown; two or three blocks show what comes beside them.
/// </summary>
/// <remarks>
/// None is a model that people ask about as such: every one has a depth, a width or an image size of its own. What cannot be changed in
/// these (AlexNet, GoogLeNet, SqueezeNet) is left to be estimated.
/// </remarks>
internal static class SurveyPool
{
    private const int HeadWidth = 64;

    private static readonly int[] Widths = [128, 256, 384, 512, 768, 1024];
    private static readonly (int Batch, int Length)[] Texts =
        [(1, 8), (1, 16), (1, 32), (1, 64), (1, 128), (1, 256), (2, 32), (4, 16), (4, 64), (8, 32)];

    // Attention over the patches of an image, most of it over numbers of positions that are no power of two.
    private static readonly (int Width, int Layers, int Side, int Patch, int Batch)[] Patches =
    [
        (192, 2, 224, 16, 1), (192, 3, 128, 16, 4), (192, 2, 96, 8, 2), (256, 2, 160, 32, 1), (256, 2, 224, 32, 8), (384, 2, 224, 16, 1),
        (384, 2, 224, 32, 4), (384, 3, 96, 16, 1), (512, 2, 224, 32, 2), (512, 2, 144, 16, 2), (640, 2, 224, 32, 1), (768, 2, 160, 16, 1),
        (768, 2, 192, 32, 2), (768, 3, 224, 32, 1), (1024, 2, 224, 32, 1), (1024, 2, 128, 32, 4),
    ];

    private static readonly (string Model, string[] Changes, (int Batch, int Side)[] Sizes)[] Images =
    [
        ("resnet18", ["depths=1,1,1,1"], [(1, 64), (4, 64), (2, 96), (1, 160), (1, 224)]),
        ("resnet18", ["depths=1,2,2,1"], [(1, 96), (2, 192)]),
        ("resnet50", ["depths=1,1,1,1"], [(1, 96), (2, 128), (1, 160), (1, 224)]),
        ("resnet50", ["depths=1,2,1,2"], [(1, 128), (4, 64)]),
        // Convolutions in groups, from few wide ones to one for each channel.
        ("resnext50_32x4d", ["depths=1,1,1,1"], [(1, 96), (1, 192)]),
        ("resnext50_32x4d", ["depths=1,1,1,1", "groups=8", "width_per_group=16"], [(2, 64), (1, 160)]),
        ("mobilenet_v2", ["width_mult=0.3"], [(1, 128), (4, 96), (1, 224)]),
        ("mobilenet_v2", ["width_mult=0.6"], [(1, 96), (2, 160), (1, 192)]),
        ("mobilenet_v2", ["width_mult=0.9"], [(1, 64), (1, 160), (2, 224)]),
        ("mobilenet_v2", ["width_mult=1.2"], [(1, 128), (1, 224)]),
        ("densenet121", ["block_config=2,2,2,2"], [(1, 64), (1, 128), (2, 160), (1, 224)]),
        ("densenet121", ["block_config=2,3,6,4"], [(1, 96), (1, 192)]),
        ("densenet121", ["block_config=2,2,3,3", "growth_rate=48", "num_init_features=96"], [(1, 96), (1, 160)]),
        // These pool to a fixed size, which ONNX can only say for inputs of this one.
        ("vgg11", ["depths=1,1,1,1,1"], [(1, 224)]),
        ("vgg11", ["depths=1,1,1,1,1", "batch_norm=true"], [(2, 224)]),
    ];

    private static readonly (int Width, int Layers, int Positions)[] Sounds =
        [(192, 2, 250), (256, 2, 1000), (384, 1, 600), (512, 2, 400)];

    /// <summary>The workloads.</summary>
    /// <param name="settings">How each is measured.</param>
    public static IReadOnlyList<PlannedWorkload> Of(PlanSettings settings) =>
        [.. All().Select((workload, order) => workload with { Order = order, Settings = settings })];

    private static IEnumerable<PlannedWorkload> All() => [.. AllTexts(), .. AllImages(), .. AllSounds()];

    private static IEnumerable<PlannedWorkload> AllTexts()
    {
        foreach (int width in Widths)
        {
            foreach ((int batch, int length) in Texts)
            {
                yield return Text("bert-base-uncased", batch, length, Bert(width, 2));
                yield return Text("gpt2", batch, length, Gpt(width, 2));
            }

            yield return Text("bert-base-uncased", 1, 48, Bert(width, 4));
            yield return Text("roberta-base", 2, 48, Bert(width, 3));
            yield return Text("gpt2", 1, 48, Gpt(width, 4));
            yield return Text("distilbert-base-uncased", 1, 48,
                [Pair("dim", width), Pair("hidden_dim", 4 * width), Pair("n_heads", width / HeadWidth), Pair("n_layers", 3)]);
            yield return Text("openai-gpt", 1, 48, Gpt(width, 2));
        }
    }

    private static IEnumerable<PlannedWorkload> AllImages()
    {
        foreach ((int width, int layers, int side, int patch, int batch) in Patches)
        {
            string[] changes =
            [
                Pair("hidden_dim", width), Pair("num_heads", width / HeadWidth), Pair("mlp_dim", 4 * width), Pair("num_layers", layers),
                Pair("image_size", side), Pair("patch_size", patch),
            ];
            yield return Shaped("vit_b_16", changes, "input", new TensorShape(batch, 3, side, side));
        }

        foreach ((string model, string[] changes, (int Batch, int Side)[] sizes) in Images)
        {
            foreach ((int batch, int side) in sizes)
                yield return Shaped(model, changes, "input", new TensorShape(batch, 3, side, side));
        }
    }

    private static IEnumerable<PlannedWorkload> AllSounds() => Sounds.Select(sound => new PlannedWorkload
    {
        Kind = WorkloadKind.Model,
        Model = "whisper-tiny-encoder",
        Changes =
        [
            Pair("d_model", sound.Width), Pair("encoder_attention_heads", sound.Width / HeadWidth),
            Pair("encoder_ffn_dim", 4 * sound.Width), Pair("encoder_layers", sound.Layers), Pair("max_source_positions", sound.Positions),
        ],
    });

    private static PlannedWorkload Text(string model, int batch, int length, IReadOnlyList<string> changes) => new()
    {
        Kind = WorkloadKind.Model,
        Model = model,
        Workload = new Workload { BatchSize = batch, SequenceLength = length },
        Changes = changes,
    };

    private static PlannedWorkload Shaped(string model, IReadOnlyList<string> changes, string input, TensorShape shape) => new()
    {
        Kind = WorkloadKind.Model,
        Model = model,
        Workload = new Workload
        {
            BatchSize = (int)shape[0],
            InputShapes = new Dictionary<string, TensorShape> { [input] = shape },
        },
        Changes = changes,
    };

    private static string[] Bert(int width, int layers) =>
        [Pair("hidden_size", width), Pair("num_attention_heads", width / HeadWidth), Pair("intermediate_size", 4 * width),
            Pair("num_hidden_layers", layers)];

    private static string[] Gpt(int width, int layers) =>
        [Pair("n_embd", width), Pair("n_head", width / HeadWidth), Pair("n_layer", layers)];

    private static string Pair(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"{name}={value}");
}
