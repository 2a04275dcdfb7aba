using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Terminal;

/// <summary><c>-</c> and pipes, through processes of their own.</summary>
public sealed class StandardStreamsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _trees;

    public StandardStreamsTests()
    {
        _trees = _folder.File("trees.jsonl");
        CommandRun.Of("generate", _trees, "--models", "gpt2", "distilgpt2", "distilbert-base-uncased", "--seq-lens", "16", "64", "-q")
            .ExitCode.ShouldBe(ExitCodes.Done);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("irene")]
    [InlineData("calibrated")]
    public void TrainAndPredict_StandardInput_AreThoseOfTheFile(string predictor)
    {
        Run(Packed(), "train", "-", _folder.File("piped"), "--predictor", predictor).ShouldBe(ExitCodes.Done);
        CommandRun.Of("train", _trees, _folder.File("named"), "--predictor", predictor, "-q").ExitCode.ShouldBe(ExitCodes.Done);
        (int code, byte[] piped, string error) = Piped(File.ReadAllBytes(_trees), "predict", "-", "-", _folder.File("piped"));
        CommandRun.Of("predict", _trees, _folder.File("named.jsonl"), _folder.File("named"), "-q").ExitCode.ShouldBe(ExitCodes.Done);

        code.ShouldBe(ExitCodes.Done, error);
        error.ShouldContain("written to standard output");
        piped.ShouldBe(File.ReadAllBytes(_folder.File("named.jsonl")));
        File.ReadAllText(_folder.File("piped/predictor.json")).ShouldContain("\"standard input\"");
    }

    [LinuxFact]
    public async Task Train_NamedPipe_ReadsItOnceAndTrainsAsOfAFile()
    {
        string pipe = MakePipe();
        Task writing = Task.Run(() => File.WriteAllBytes(pipe, Packed()));

        CommandRun run = CommandRun.Of("train", pipe, _folder.File("model"));
        await writing;

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Error.ShouldContain("trained on 24 trees");
    }

    [LinuxFact]
    public async Task AnalyzeModules_NamedPipe_LooksAtItsStartAndReadsAll()
    {
        string pipe = MakePipe();
        Task writing = Task.Run(() => File.WriteAllBytes(pipe, File.ReadAllBytes(_trees)));

        CommandRun run = CommandRun.Of("analyze", "modules", pipe, "--format", "csv");
        await writing;

        run.Out.ShouldBe(CommandRun.Of("analyze", "modules", _trees, "--format", "csv").Out);
    }

    [Fact]
    public void LayersFit_StandardInput_IsReadForLayersAndForNetworks()
    {
        StringBuilder rows = new("batch_size,input_size,output_size,module,cpu_energy,architecture,layer_idx\n");
        for (int row = 1; row <= 40; row++)
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{row},{64 * row},{32 * row},linear,{row * row * 1e-9},,\n");

        (int code, _, string error) = Piped(Encoding.UTF8.GetBytes(rows.ToString()), "layers", "fit", "-", "-o", _folder.File("layers"));

        code.ShouldBe(ExitCodes.Done, error);
        error.ShouldContain("linear, ");
    }

    [Fact]
    public void Inspect_ExportedNetworkThroughAPipe_IsThatOfTheFile()
    {
        string file = _folder.File("small.onnx");
        (int code, byte[] network, string error) = Piped([], "inspect", "google/bert_uncased_L-2_H-128_A-2", "--export", "-");
        CommandRun.Of("inspect", "google/bert_uncased_L-2_H-128_A-2", "--export", file, "-q").ExitCode.ShouldBe(ExitCodes.Done);

        code.ShouldBe(ExitCodes.Done);
        error.ShouldContain("parameters");
        network.ShouldBe(File.ReadAllBytes(file));
        Text(Piped(network, "inspect", "-", "--format", "csv")).ShouldBe(CommandRun.Of("inspect", file, "--format", "csv").Out);
    }

    [Fact]
    public void Profile_NetworkOnStandardInput_GivesItsTreeAloneOnStandardOutput()
    {
        string file = _folder.File("small.onnx");
        CommandRun.Of("inspect", "google/bert_uncased_L-2_H-128_A-2", "-s", "8", "--export", file, "-q").ExitCode.ShouldBe(ExitCodes.Done);

        (int code, byte[] output, string error) = Piped(
            File.ReadAllBytes(file), "profile", "-", "-s", "8", "--rounds", "1", "--level", "model", "--history", "none", "-o", "-");

        code.ShouldBe(ExitCodes.Done, error);
        TreeOf(output).ModelName.ShouldBe(StandardInput.Name);
        error.ShouldContain("energy (modelled)");
    }

    [PagesFact]
    public void Report_Page_GoesToStandardOutput() =>
        Text(Piped(Packed(), "report", "-", "-o", "-")).ShouldStartWith("<!DOCTYPE html>");

    [Fact]
    public void Report_Sweep_Estimate_WriteTheirFileToStandardOutputAlone()
    {
        Text(Piped(Packed(), "report", "-", "--plot", "icicle", "-o", "-")).ShouldStartWith("<svg ");
        Text(Piped([], "sweep", "gpt2", "-b", "1,2", "--device", "irene-device-1", "--format", "csv", "-o", "-"))
            .ShouldBe(CommandRun.Of("sweep", "gpt2", "-b", "1,2", "--device", "irene-device-1", "--format", "csv").Out);
        (int code, byte[] output, string error) = Piped([], "estimate", "gpt2", "--device", "irene-device-1", "-o", "-");
        code.ShouldBe(ExitCodes.Done);
        TreeOf(output).ModelName.ShouldBe("gpt2");
        error.ShouldContain("predicted joules");
    }

    [Fact]
    public void Collect_PlanOnStandardInput_IsRead() =>
        Text(Piped("models:\n  - model: gpt2\n    batch_sizes: [1, 2]\n    lengths: [8]\n"u8.ToArray(), "collect", "-", "--dry-run"))
            .ShouldContain("gpt2");

    [Fact]
    public void DevicesMake_ThroughPipes_GivesAProfileThatEstimates()
    {
        byte[] profile = Piped(Packed(), "devices", "make", "-", "mine", "-").Output;

        Text(Piped(profile, "estimate", "gpt2", "--device", "-", "--depth", "0")).ShouldContain("on standard input");
    }

    [Theory]
    [InlineData("evaluate", "-", "-")]
    [InlineData("compare", "-", "-")]
    [InlineData("estimate", "-", "--device", "-")]
    [InlineData("inspect", "gpt2", "--text", "-", "--tokenizer", "vocab.json+-")]
    [InlineData("profile", "-", "--values", "input_ids=-")]
    [InlineData("merge", "-", "-", "-o", "out")]
    public void AnyVerb_TwoFilesOnStandardInput_IsRefused(params string[] args)
    {
        CommandRun run = CommandRun.Of(args);

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldStartWith("jouletree: error: - is given for several files to read, and standard input comes once");
    }

    [Fact]
    public void AnyVerb_TwoFilesOnStandardOutput_IsRefused()
    {
        CommandRun run = CommandRun.Of("inspect", "gpt2", "--export", "-", "-o", "-");

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldStartWith("jouletree: error: - is given for several files to write, and standard output takes one");
    }

    [Theory]
    [InlineData("", "standard input: is empty")]
    [InlineData("{\"a\":1}\n", "standard input:1: field 'model_name'")]
    [InlineData("\u001f\u008bxyz", "standard input: is a damaged gzip file")]
    public void Report_BadInput_NamesStandardInput(string input, string message)
    {
        (int code, byte[] output, string error) = Piped(Encoding.Latin1.GetBytes(input), "report", "-", "--plot", "icicle", "-o", "-");

        code.ShouldBe(ExitCodes.Failed);
        output.ShouldBeEmpty();
        error.ShouldContain(message);
    }

    [Fact]
    public void Inspect_WeightsBesideStandardOutput_IsRefused()
    {
        (int code, byte[] output, string error) = Piped([], "inspect", "gpt2", "--export", "-", "--export-weights", "beside");

        code.ShouldBe(ExitCodes.Failed);
        output.ShouldBeEmpty();
        error.ShouldContain("standard output: has no place beside it");
    }

    [Fact]
    public async Task Generate_ReaderThatGoesAway_EndsEarlyAndSilently()
    {
        using Process process = CommandProcess.Open("generate", "-", "--repeat", "1000");
        process.StandardInput.Close();
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull().ShouldStartWith("{\"model_name\"");
        process.StandardOutput.Close();

        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(ExitCodes.Done);
        error.ShouldBeEmpty();
    }

    private byte[] Packed()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            gzip.Write(File.ReadAllBytes(_trees));
        return packed.ToArray();
    }

    private string MakePipe()
    {
        string pipe = _folder.File("pipe");
        using Process made = Process.Start("mkfifo", [pipe]);
        made.WaitForExit();
        return pipe;
    }

    private static int Run(byte[] input, params string[] args) => Piped(input, args).Code;

    private static ModelTree TreeOf(byte[] lines)
    {
        using MemoryStream stream = new(lines);
        return TreeReader.Read(stream, "out").ToArray().ShouldHaveSingleItem();
    }

    private static string Text((int Code, byte[] Output, string Error) run)
    {
        run.Code.ShouldBe(ExitCodes.Done, run.Error);
        return Encoding.UTF8.GetString(run.Output);
    }

    private static (int Code, byte[] Output, string Error) Piped(byte[] input, params string[] args)
    {
        using Process process = CommandProcess.Open(args);
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task writing = Task.Run(() =>
        {
            try
            {
                process.StandardInput.BaseStream.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // A command that refuses its input does not read it to the end.
            }
        });
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Task.WaitAll(writing, error);
        return (process.ExitCode, output.ToArray(), error.Result);
    }
}
