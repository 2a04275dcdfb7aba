using System.Globalization;
using System.Text;

namespace JouleTree.Cli.Tests.Devices;

/// <summary>Tables of deployments that nobody measured, in the columns of those that somebody did.</summary>
internal static class InventedDeployments
{
    private const string Header = "task,model_id,family,gpu_model,num_gpus,weight_precision,avg_batch_size,prompt_len,avg_output_len,"
        + "window_decode_position,window_prefills_per_mean_output,repeated_prompt_share,energy_per_token_joules,"
        + "output_throughput_tokens_per_sec,median_itl_ms,flag_host_bound,flag_dp_attention\n";

    /// <summary>Models with names here, each its own family, with billions of weights.</summary>
    public static readonly IReadOnlyList<(string Model, double Billions)> Models =
        [("Qwen/Qwen3-8B", 8.2), ("Qwen/Qwen3-32B", 32.8), ("meta-llama/Llama-3.1-8B", 8.0), ("Qwen/Qwen3-14B", 14.8)];

    /// <summary>Deployments of some models at 8, 16, 32 and 64 requests on one and two GPUs of each name.</summary>
    /// <param name="models">How many of <see cref="Models"/>.</param>
    /// <param name="gpus">Names of GPUs.</param>
    public static string Table(int models, params string[] gpus)
    {
        StringBuilder text = new(Header);
        foreach (string gpu in gpus)
        {
            foreach ((string model, double billions) in Models.Take(models))
            {
                for (int requests = 8; requests <= 64; requests *= 2)
                {
                    for (int count = 1; count <= 2; count++)
                    {
                        // Weights that are read once a step, products and a share of each request; steps as long as it takes at 500 W.
                        double joules = (0.4 * billions / requests) + (0.0011 * billions) + (0.03 * count);
                        double tokens = 500 * count / joules;
                        text.Append(CultureInfo.InvariantCulture,
                            $"lm-arena-chat,{model},{model},{gpu},{count},bfloat16,{requests},600,400,388,1,0,{joules:0.#####},{tokens:0.##},"
                            + $"{900 * requests / tokens:0.###},0,0\n");
                    }
                }
            }
        }

        return text.ToString();
    }
}
