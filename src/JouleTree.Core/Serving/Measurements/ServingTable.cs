using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Import.Tables;

namespace JouleTree.Core.Serving.Measurements;

/// <summary>
/// Measured deployments in CSV files, of two forms that are told by their headers: of the ML.ENERGY benchmark v3 with what a simulation
/// found out about its measuring windows, and of ML.ENERGY's leaderboard of 2024.
/// </summary>
internal static class ServingTable
{
    private const string Energy = "energy_per_token_joules";
    private const string RequestEnergy = "Energy/req (J)";

    // Where a row does not tell it. The benchmark of 2025 does not publish prompts of code; the length was found by fitting (data's
    // notes). The leaderboard of 2024 publishes none; of the lengths that were tried, 200 to 800, these fitted well, and errors differ
    // little.
    private const double CodePrompt = 2500;
    private const double Prompt2024 = 400;

    /// <summary>Reads a file.</summary>
    /// <param name="file">A CSV file of one of the forms.</param>
    /// <exception cref="InputException">It is of neither, or a row is damaged.</exception>
    public static IReadOnlyList<ServingMeasurement> Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        MeasurementTable table = MeasurementTable.Read(file);
        return table.Has(Energy) ? [.. table.Rows.Select(Of)]
            : table.Has(RequestEnergy) ? [.. table.Rows.Select(Of2024)]
            : throw new InputException(new InputPlace(table.File, 1),
                $"is no table of measured deployments: expected a column {Energy} or {RequestEnergy}");
    }

    private static ServingMeasurement Of(MeasurementRow row)
    {
        string task = row.Text("task");
        ServingDeployment deployment = new()
        {
            Gpus = Count(row, "num_gpus"),
            DataParallel = row.Has("data_parallel") ? Count(row, "data_parallel") : 1,
            Requests = Positive(row, "avg_batch_size"),
            PromptTokens = row.FindNumber("prompt_len") is { } tokens ? tokens
                : task.EndsWith("-fim", StringComparison.Ordinal) ? CodePrompt
                : throw new InputException(row.Place("prompt_len"), "is empty, expected the mean number of tokens of a prompt"),
            AnswerTokens = Positive(row, "avg_output_len"),
            DecodePosition = row.FindNumber("window_decode_position"),
            AdmissionsPerAnswer = row.FindNumber("window_prefills_per_mean_output") ?? 1,
            RepeatedPromptShare = row.FindNumber("repeated_prompt_share") ?? 0,
        };
        return new ServingMeasurement
        {
            Place = row.Place(),
            Gpu = row.Text("gpu_model"),
            Model = row.Text("model_id"),
            Family = row.Find("family") ?? row.Text("model_id"),
            Task = task,
            Types = row.Text("weight_precision"),
            Deployment = In(row, deployment),
            JoulesPerToken = Positive(row, Energy),
            TokensPerSecond = Positive(row, "output_throughput_tokens_per_sec"),
            InterTokenSeconds = row.FindNumber("median_itl_ms") / 1000,
            Flag = IsSet(row, "flag_host_bound") ? ServingFlag.HostBound
                : IsSet(row, "flag_dp_attention") ? ServingFlag.DataParallel : null,
        };
    }

    private static ServingMeasurement Of2024(MeasurementRow row)
    {
        int parts = Count(row, "PP");
        double answer = Positive(row, "Avg Output Tokens");
        string task = row.Text("task");
        string gpu = row.Text("GPU");
        return new ServingMeasurement
        {
            Place = row.Place(),
            Gpu = gpu.Contains("A100-SXM4-40GB", StringComparison.Ordinal) ? "A100-40GB"
                : gpu.Contains("H100", StringComparison.Ordinal) ? "H100" : gpu,
            Model = row.Text("Model"),
            Family = row.Text("Model"),
            Task = task,
            Types = "bfloat16",
            Deployment = In(row, new ServingDeployment
            {
                Gpus = parts * Count(row, "TP"),
                PipelineParallel = parts,
                Requests = Positive(row, "Avg BS (reqs)"),
                PromptTokens = Prompt2024,
                AnswerTokens = answer,
                // Completions of code were, by their energies, the likeliest ones.
                Draws = task != "code",
            }),
            IsOf2024 = true,
            JoulesPerToken = Positive(row, RequestEnergy) / answer,
            TokensPerSecond = Positive(row, "Token tput (tok/s)"),
        };
    }

    private static ServingDeployment In(MeasurementRow row, ServingDeployment deployment)
    {
        try
        {
            return deployment.Checked();
        }
        catch (InputException error)
        {
            throw new InputException(row.Place(), error.Problem, error);
        }
    }

    private static int Count(MeasurementRow row, string column) => row.FindWhole(column) switch
    {
        null => throw new InputException(row.Place(column), "is empty, expected a whole number"),
        >= 1 and <= 100_000 and var count => (int)count,
        var other => throw new InputException(row.Place(column), $"is {other}, expected a whole number of at least 1"),
    };

    private static double Positive(MeasurementRow row, string column)
    {
        double number = row.Number(column);
        return number > 0
            ? number
            : throw new InputException(row.Place(column), FormattableString.Invariant($"is {number}, expected a number above 0"));
    }

    private static bool IsSet(MeasurementRow row, string column) => row.Find(column) is not (null or "0");
}
