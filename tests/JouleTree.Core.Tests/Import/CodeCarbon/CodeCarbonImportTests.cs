using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Import.CodeCarbon;

public class CodeCarbonImportTests
{
    private const string Header = "timestamp,project_name,duration,cpu_energy,cpu_model\n";

    [SharedDataTheory]
    [InlineData("conv2d", 0, "raw_layers/00_conv2d")]
    [InlineData("conv2d", 1, "raw_layers/02_conv2d")]
    [InlineData("maxpool2d", 0, "raw_layers/00_maxpool2d")]
    [InlineData("maxpool2d", 1, "raw_layers/02_maxpool2d")]
    [InlineData("linear", 0, "raw_layers/00_linear")]
    [InlineData("linear", 1, "raw_layers/02_linear")]
    [InlineData("relu", 0, "raw_layers/01_relu_raw.csv.gz", "raw_layers/01_relu-slurm-log.out.gz")]
    [InlineData("relu", 1, "raw_layers/00_relu-raw.csv.gz", "raw_layers/00_activations-slurm-log.out.gz")]
    [InlineData("sigmoid", 0, "raw_layers/00_sigmoid-raw.csv.gz", "raw_layers/00_activations-slurm-log.out.gz")]
    [InlineData("tanh", 0, "raw_layers/00_tanh-raw.csv.gz", "raw_layers/00_activations-slurm-log.out.gz")]
    [InlineData("softmax", 0, "raw_layers/00_softmax-raw.csv.gz", "raw_layers/00_activations-slurm-log.out.gz")]
    [InlineData("architectures", 0, "architectures/00_architectures-layerwise-raw.csv",
        "architectures/00_architectures-layerwise-slurm-log.out")]
    [InlineData("architectures", 1, "architectures/01_architectures-layerwise-raw.csv",
        "architectures/01_architectures-layerwise-slurm-log.out")]
    public void Read_PublishedFiles_DropTheRowsThatThePublishedFilterDrops(string name, int index, string csv, string? log = null)
    {
        string file = SharedData.PathOf("cnn-energy", log is null ? csv + "-raw.csv.gz" : csv);
        string logFile = SharedData.PathOf("cnn-energy", log ?? csv + "-slurm-log.out.gz");
        using JsonDocument expected =
            JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("cnn-energy", "expected", "dropped_rows.json")));

        CodeCarbonImportResult result = CodeCarbonImport.Read([file], [logFile], BadRowRule.Published);

        result.Remarks.Select(remark => remark.Row).ShouldBe(
            expected.RootElement.GetProperty(name)[index].GetProperty("dropped").EnumerateArray().Select(row => row.GetInt32()));
        result.Remarks.ShouldAllBe(remark => remark.Dropped && remark.Reason.Length > 0);
    }

    [SharedDataFact]
    public void Read_Architectures_GivesThePublishedAverages()
    {
        CodeCarbonImportResult result = ReadArchitectures(BadRowRule.Published);

        result.Rows.ShouldBe(5850);
        result.Measurements.Count.ShouldBe(1840);
        string[] lines = File.ReadAllLines(SharedData.PathOf("cnn-energy", "expected", "architectures_normalized_1840.csv"));
        string[] header = lines[0].Split(',');
        int energy = Array.IndexOf(header, "cpu_energy");
        for (int row = 0; row < result.Measurements.Count; row++)
        {
            string[] fields = lines[row + 1].Split(',');
            LayerMeasurement one = result.Measurements[row];
            (one.Module, one.BatchSize.ToString(), one.Architecture, one.LayerIndex.ToString())
                .ShouldBe((fields[0], fields[1], fields[2], fields[3]));
            one.EnergyJoules.ShouldBe(double.Parse(fields[energy]) * 3.6e6, 1e-12 * one.EnergyJoules);
        }
    }

    [SharedDataFact]
    public void Read_UnwrappedCounters_GiveWhatTheOtherRepetitionsShow()
    {
        CodeCarbonImportResult result = ReadArchitectures(BadRowRule.Unwrap);

        result.Remarks.Count(remark => !remark.Dropped).ShouldBe(49);
        // Mended repetitions agree with their siblings as well as siblings do among themselves.
        LayerMeasurement[] mended = [.. result.Measurements.Where(one => one.EnergyJoules > 1 && one.RepetitionJoules.Count >= 2)];
        mended.ShouldAllBe(one => one.DeviationJoules < 0.2 * one.EnergyJoules);
    }

    [Fact]
    public void Read_RepetitionsOfALayer_AreAveragedPerPass()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("runs.csv", Header
            + "t,\"module:Linear,rep_no:1,macs:50,batch_size:1,input_size:9,output_size:5,freeText:,forward_passes:10\",30,0.001,Xeon\n"
            + "t,\"module:Linear,rep_no:2,macs:50,batch_size:1,input_size:9,output_size:5,freeText:,forward_passes:20\",30,0.004,Xeon\n");

        LayerMeasurement one = CodeCarbonImport.Read([file], [], BadRowRule.None).Measurements.ShouldHaveSingleItem();

        one.EnergyJoules.ShouldBe(540, 1e-9);
        one.RepetitionJoules.ShouldBe([360, 720], 1e-9);
        one.DeviationJoules!.Value.ShouldBe(180 * Math.Sqrt(2), 1e-9);
        one.Seconds!.Value.ShouldBe(2.25, 1e-12);
        one.Configuration.ShouldBe(LayerConfiguration.Create(LayerType.Linear, 1, 9, 5));
    }

    [Fact]
    public void Read_PlainEmissionsWithMappings_TakeColumnsAndConstants()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("emissions.csv", "project_name,duration,cpu_energy,n,kind\nmine,30,0.001,25,ReLU\n");
        CodeCarbonColumns columns = CodeCarbonColumns.Parse("module=kind,batch_size:4,input_size:100,forward_passes=n");

        LayerMeasurement one = CodeCarbonImport.Read([file], [], BadRowRule.None, columns).Measurements.ShouldHaveSingleItem();

        one.Module.ShouldBe("ReLU");
        one.EnergyJoules.ShouldBe(144, 1e-9);
    }

    [Theory]
    [InlineData("module:Linear,batch_size:1,input_size:9,forward_passes:1", "0.1", "Xeon", "output_size")]
    [InlineData("module:Linear,batch_size:1,input_size:9,output_size:5,forward_passes:0", "0.1", "Xeon", "forward_passes")]
    [InlineData("module:Linear,batch_size:1,input_size:9,output_size:5,forward_passes:1", "-0.1", "Xeon", "at least 0")]
    [InlineData("module:Gelu9,batch_size:1,input_size:9,forward_passes:1", "0.1", "Xeon", "Gelu9")]
    [InlineData("module:MaxPool2d,batch_size:1,image_size:4,kernel_size:9,in_channels:3,stride:1,padding:1,forward_passes:1", "0.1",
        "Xeon", "larger than the padded input")]
    [InlineData("module:Linear,batch_size:1,input_size:9,output_size:5,forward_passes:1", "0.0001", "Epyc", "another machine")]
    [InlineData("module:Linear,batch_size:1,input_size:9,output_size:5,forward_passes:1", "360", "Xeon", "not in one unit")]
    [InlineData("module:Linear,batch_size:1,input_size:9,output_size:5,forward_passes:1", "much", "Xeon", "finite number")]
    public void Read_BadRow_NamesFileLineAndReason(string project, string energy, string device, string reason)
    {
        using TemporaryFolder folder = new();
        string good = "t,\"module:Linear,batch_size:1,input_size:9,output_size:5,forward_passes:1\",30,0.0001,Xeon\n";
        string file = folder.Write("runs.csv", $"{Header}{good}{good}t,\"{project}\",30,{energy},{device}\n");

        InputException error = Should.Throw<InputException>(() => CodeCarbonImport.Read([file], [], BadRowRule.None));

        error.Message.ShouldContain(reason);
        error.Message.ShouldContain(file);
        error.Place.Line.ShouldBe(4);
    }

    [Fact]
    public void Read_PublishedRuleWithoutLog_AsksForIt()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("runs.csv", Header + "t,\"module:ReLU,batch_size:1,input_size:9,forward_passes:1\",30,0.0001,Xeon\n");

        Should.Throw<InputException>(() => CodeCarbonImport.Read([file], [], BadRowRule.Published)).Arguments
            .ShouldBe(["CodeCarbonLog", "BadRowRule"]);
    }

    [Fact]
    public void WriteRead_Measurements_AreTheSame()
    {
        using TemporaryFolder folder = new();
        LayerMeasurement[] written =
        [
            new()
            {
                Module = "VGG",
                BatchSize = 8,
                Architecture = "vgg16",
                LayerIndex = 0,
                EnergyJoules = 12.5,
                EnergySource = "measured: x",
                RepetitionJoules = [12, 13],
                Seconds = 0.2,
            },
            new()
            {
                Module = "ReLU",
                BatchSize = 8,
                Configuration = LayerConfiguration.Create(LayerType.ReLU, 8, 5),
                EnergyJoules = 1e-7,
                EnergySource = "measured: x",
                Device = "d",
                RecordedMacs = 40,
                ForwardPasses = 3,
            },
        ];
        string file = folder.File("m.jsonl");
        Core.Files.AtomicFile.Write(file, stream => LayerMeasurementFile.Write(stream, written));

        IReadOnlyList<LayerMeasurement> read = LayerMeasurementFile.Read(file);

        read.Count.ShouldBe(2);
        for (int index = 0; index < 2; index++)
            (read[index] with { Place = default, RepetitionJoules = [] }).ShouldBe(written[index] with { RepetitionJoules = [] });
        read[0].RepetitionJoules.ShouldBe([12, 13]);
    }

    // Several test classes look at the same measurements: read once.
    private static readonly Lazy<CodeCarbonImportResult> Architectures = new(() => Import(BadRowRule.Published));

    internal static CodeCarbonImportResult ReadArchitectures(BadRowRule rule) =>
        rule == BadRowRule.Published ? Architectures.Value : Import(rule);

    private static CodeCarbonImportResult Import(BadRowRule rule) => CodeCarbonImport.Read(
        [SharedData.PathOf("cnn-energy", "architectures", "00_architectures-layerwise-raw.csv"),
            SharedData.PathOf("cnn-energy", "architectures", "01_architectures-layerwise-raw.csv")],
        [SharedData.PathOf("cnn-energy", "architectures", "00_architectures-layerwise-slurm-log.out"),
            SharedData.PathOf("cnn-energy", "architectures", "01_architectures-layerwise-slurm-log.out")],
        rule);
}
