using JouleTree.Testing;

namespace JouleTree.Cli.Tests.Approvals;

/// <summary>Small invented GGUF files: one model in two types, a mixture, one that is cut, one of an architecture that is not known.</summary>
internal static class GgufInputs
{
    /// <summary>Writes them.</summary>
    /// <param name="folder">Where.</param>
    public static void WriteTo(TemporaryFolder folder)
    {
        GgufSizes sizes = new(2, 256, 4, 2, 512, 1000, Context: 512);
        GgufWriter four = new GgufModels("llama", sizes) { TypeOf = GgufModels.Q4KM(2) }.Llama("Invented 2M", tokens: 1000);
        four.WriteTo(folder.File("tiny-q4.gguf"));
        new GgufModels("llama", sizes) { TypeOf = _ => GgufWriter.Q8_0 }.Llama("Invented 2M", tokens: 1000)
            .WriteTo(folder.File("tiny-q8.gguf"));
        GgufModels mixture = new GgufModels("qwen3moe", sizes) { TypeOf = GgufModels.Q4KM(2) }.Set("expert_count", 8)
            .Set("expert_used_count", 2).Set("expert_feed_forward_length", 256).Metadata("Invented mixture").Ends();
        mixture.Layers(layer =>
        {
            mixture.Attention(layer, norms: true);
            mixture.Experts(layer, 8, 256);
        }).Set("attention.key_length", 64).File.WriteTo(folder.File("mixture.gguf"));
        File.WriteAllBytes(folder.File("cut.gguf"), four.Whole()[..100_000]);
        new GgufWriter().With("general.architecture", "mamba").WriteTo(folder.File("mamba.gguf"));
    }
}
