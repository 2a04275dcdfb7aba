using System.Globalization;
using DuckDB.NET.Data;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Trees.Format;
using JouleTree.Tables.Columns;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Formats;

/// <summary>Parquet and Arrow of the command: others open them, and the command reads them again.</summary>
public sealed class TableFilesTests : IDisposable
{
    private static readonly string Trees = Path.Combine(SharedData.Repository, "samples", "trees.full.jsonl.gz");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("estimate", "gpt2", "-s", "64", "--depth", "9", "--device", "irene-device-1")]
    [InlineData("devices")]
    [InlineData("inspect", "--list")]
    [InlineData("inspect", "resnet18")]
    [InlineData("sweep", "gpt2", "bert-base-uncased", "-s", "16:64:16", "-b", "1,2")]
    [InlineData("sweep", "gpt2", "--over", "n_layer=1:3:1", "-s", "16")]
    [InlineData("compare", "gpt2", "distilgpt2")]
    [InlineData("evaluate", "TREES", "TREES", "--allow-missing")]
    [InlineData("analyze", "modules", "TREES")]
    [InlineData("collect", "PLAN", "--dry-run")]
    public void Parquet_OfAVerb_HasTheRowsOfItsCsv(params string[] args)
    {
        args = [.. args.Select(arg => arg switch
        {
            "TREES" => Trees,
            "PLAN" => Path.Combine(SharedData.Repository, "samples", "layers.plan.yaml"),
            _ => arg,
        })];
        string csv = File("rows.csv");
        System.IO.File.WriteAllText(csv, Run([.. args, "--format", "csv"]).Out);
        byte[] parquet = Binary([.. args, "--format", "parquet"]);
        System.IO.File.WriteAllBytes(File("rows.parquet"), parquet);
        System.IO.File.WriteAllBytes(File("rows.arrow"), Binary([.. args, "--format", "arrow"]));

        string[] columns = Query($"select column_name from (describe select * from '{File("rows.parquet")}')");
        columns.ShouldBe(System.IO.File.ReadLines(csv).First().Split(','));
        foreach (string column in Query($"select column_name from (describe select * from '{File("rows.parquet")}') "
            + "where column_type in ('BIGINT', 'DOUBLE')"))
        {
            Query($"select sum(\"{column}\"::double), count(\"{column}\") from '{File("rows.parquet")}'").ShouldBe(
                Query($"select sum(\"{column}\"::double), count(\"{column}\") from read_csv('{csv}', all_varchar = true, header = true)"),
                column);
        }

        Query($"select count(*) from '{File("rows.parquet")}'")
            .ShouldBe(Query($"select count(*) from read_csv('{csv}', all_varchar = true, header = true)"));
    }

    [Fact]
    public void Parquet_OfInspect_SumsToTheModel()
    {
        Run("inspect", "gpt2", "-s", "64", "--format", "parquet", "-o", File("gpt2.parquet"));
        Run("inspect", "gpt2", "-s", "64", "--format", "jsonl", "-o", File("gpt2.jsonl"));
        Core.Trees.TreeNode root = TreeReader.Read(File("gpt2.jsonl")).Single().Root;

        Query($"select sum(macs)::bigint, sum(flops)::bigint, sum(parameters)::bigint from '{File("gpt2.parquet")}'")
            .ShouldBe([$"{root.Details!.Macs}|{root.Details.Flops}|{root.Details.Parameters}"]);
    }

    [PandasFact]
    public void ParquetAndArrow_InPandas_SumAsTheCsv()
    {
        string[] args = ["estimate", "gpt2", "-s", "64", "--depth", "9", "--device", "irene-device-1"];
        System.IO.File.WriteAllBytes(File("rows.parquet"), Binary([.. args, "--format", "parquet"]));
        System.IO.File.WriteAllBytes(File("rows.arrow"), Binary([.. args, "--format", "arrow"]));
        string sum = Query($"select sum(macs)::bigint from '{File("rows.parquet")}'").Single();

        PandasFactAttribute.Run($"import pandas; print(int(pandas.read_parquet('{File("rows.parquet")}').macs.sum()))").ShouldBe(sum);
        PandasFactAttribute.Run($"import pandas; print(int(pandas.read_feather('{File("rows.arrow")}').macs.sum()))").ShouldBe(sum);
    }

    [PolarsFact]
    public void ParquetAndArrow_InPolars_SumAsInDuckDb()
    {
        string[] args = ["estimate", "gpt2", "-s", "64", "--depth", "9", "--device", "irene-device-1"];
        System.IO.File.WriteAllBytes(File("rows.parquet"), Binary([.. args, "--format", "parquet"]));
        System.IO.File.WriteAllBytes(File("rows.arrow"), Binary([.. args, "--format", "arrow"]));
        string sum = Query($"select sum(macs)::bigint, count(*) from '{File("rows.parquet")}'").Single();

        foreach (string read in (string[])[$"pl.readParquet('{File("rows.parquet")}')", $"pl.readIPC(fs.readFileSync('{File("rows.arrow")}'))"])
            PolarsFactAttribute.Run($"const rows = {read}; console.log(`${{rows.getColumn('macs').sum()}}|${{rows.height}}`)").ShouldBe(sum);
    }

    [PolarsFact]
    public void Trees_ThatPolarsHasWritten_AreTheSameTrees()
    {
        Run("generate", File("trees.parquet"), "--models", "distilgpt2", "--batch-sizes", "1", "2", "--seq-lens", "16");
        PolarsFactAttribute.Run($"const trees = pl.readParquet('{File("trees.parquet")}'); trees.writeParquet('{File("again.parquet")}'); "
            + $"trees.writeIPC('{File("again.arrow")}')");

        foreach (string again in (string[])["again.parquet", "again.arrow"])
            Run("compare", File("trees.parquet"), File(again), "--fail-above", "0%", "--fail-level", "ml");
    }

    [Theory]
    [InlineData("trees.parquet")]
    [InlineData("trees.arrow")]
    [InlineData("trees.feather")]
    public void Trees_AsATable_AreReadByEveryReaderOfTrees(string name)
    {
        Run("generate", File(name), "--models", "distilgpt2", "--batch-sizes", "1", "2", "--seq-lens", "16");
        Run("generate", File("trees.jsonl"), "--models", "distilgpt2", "--batch-sizes", "1", "2", "--seq-lens", "16");

        Run("report", File(name), "-o", File("page.html")).Error.ShouldContain("2 trees");
        Run("analyze", "modules", File(name), "--format", "csv").Out
            .ShouldBe(Run("analyze", "modules", File("trees.jsonl"), "--format", "csv").Out);
        Run("evaluate", File(name), File("trees.jsonl"), "--allow-missing").ExitCode.ShouldBe(ExitCodes.Done);
        Run("compare", File(name), File("trees.jsonl"), "--fail-above", "0%", "--fail-level", "ml");
    }

    [Fact]
    public void Layers_AsATable_AreFittedAsTheirLines()
    {
        string layers = Path.Combine(SharedData.Repository, "samples", "layers.jsonl");
        Query($"copy (select * from read_json('{layers}')) to '{File("layers.parquet")}'");

        Run("layers", "evaluate", layers, "--method", "physics", "--format", "csv").Out
            .ShouldBe(Run("layers", "evaluate", File("layers.parquet"), "--method", "physics", "--format", "csv").Out);
    }

    [Theory]
    [InlineData("sweep gpt2 -s 16 -o x.parquet", "x.parquet: a file of that name is binary, and --format table is not: add --format parquet")]
    [InlineData("compare gpt2 gpt2 --format csv -o x.feather", "--format csv is not: add --format arrow, or name it otherwise")]
    [InlineData("inspect gpt2 --format json -o x.arrow", "add --format arrow, or --format jsonl for the whole tree, or name it otherwise")]
    [InlineData("estimate gpt2 -s 16 --format parquet -o -", "--format parquet and a file take standard output both: give the file a name")]
    public void NamesAndFormats_ThatContradict_AreRefused(string command, string problem)
    {
        CommandRun run = CommandRun.Of(command.Split(' '));

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain(problem);
    }

    [Theory]
    [InlineData("devices --format parquet", "send it into a file or pipe (> FILE)")]
    [InlineData("inspect gpt2 --format arrow", "add -o FILE, or send it into a file or pipe")]
    [InlineData("inspect gpt2 --format arrow -o -", "--format arrow is binary and not for a terminal")]
    public async Task Binary_OntoATerminal_IsRefused(string command, string problem)
    {
        using StringWriter error = new();
        CommandContext context = new() { Out = TextWriter.Null, Error = error, IsOutTerminal = true };

        (await CommandRunner.RunAsync(command.Split(' '), context)).ShouldBe(ExitCodes.Usage);

        error.ToString().ShouldContain(problem);
    }

    [Fact]
    public void ATableOfOtherThings_SaysWhatItHoldsAndWhatIsExpected()
    {
        Run("compare", "gpt2", "distilgpt2", "--format", "parquet", "-o", File("rows.parquet"));

        Problem("report", File("rows.parquet"), "--plot", "icicle", "-o", File("x.svg")).ShouldBe(
            $"{File("rows.parquet")}: is a table without trees (columns model_a, model_b, scope_a, scope_b, type_a, type_b and 14 more), "
            + "expected a row a node, as trees are written to a name that ends in .parquet or .arrow (docs/tree-format.md)");
        Problem("layers", "evaluate", File("rows.parquet")).ShouldContain("is a table without measurements of layers (columns model_a, ");
        Problem("layers", "evaluate", Trees).ShouldContain("is a model tree, expected a measurement of a layer");
    }

    [Fact]
    public void Layers_OfAFolder_AreReadFromTablesOnce()
    {
        string layers = Path.Combine(SharedData.Repository, "samples", "layers.jsonl");
        Directory.CreateDirectory(File("data"));
        Problem("layers", "evaluate", File("data")).ShouldContain("holds no .csv, .jsonl, .parquet or .arrow file");
        string[] verb = ["layers", "evaluate", File("data"), "--method", "physics", "--format", "csv"];
        string expected = Run("layers", "evaluate", layers, "--method", "physics", "--format", "csv").Out;
        Query($"copy (select * from read_json('{layers}')) to '{File("data/layers.parquet")}'");

        Run(verb).Out.ShouldBe(expected);

        System.IO.File.Copy(layers, File("data/layers.jsonl"));
        Run(verb).Out.ShouldBe(expected);
    }

    [Fact]
    public void ATableThatIsCutOff_IsOneMessage()
    {
        Run("generate", File("whole.parquet"), "--models", "distilgpt2", "--batch-sizes", "1", "--seq-lens", "16");
        System.IO.File.WriteAllBytes(File("cut.parquet"), System.IO.File.ReadAllBytes(File("whole.parquet"))[..5000]);

        CommandRun run = CommandRun.Of("report", File("cut.parquet"), "-o", File("page.html"));

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldStartWith($"jouletree: error: {File("cut.parquet")}: is a damaged or incomplete Parquet file");
        run.Error.Trim().ShouldNotContain('\n');
    }

    [Fact]
    public void Columns_OfEveryTable_HaveMeanings() => ColumnNamesTests.AllNames
        .Where(name => ColumnMeanings.Of("estimate", name) is null && !Verbs.Any(verb => ColumnMeanings.Of(verb, name) is not null))
        .ShouldBe(["nodes_without_energy", "opened", "change_j", "counterparts"], ignoreOrder: true);

    private static readonly string[] Verbs =
    [
        "inspect", "inspect --list", "compare", "import codecarbon", "layers estimate", "layers evaluate", "analyze modules",
        "crossvalidate", "ablate", "evaluate", "devices", "devices evaluate", "estimate --serve", "collect --dry-run", "doctor",
        "measure", "advise", "sweep --serve", "devices bridge",
    ];

    private string File(string name) => _folder.File(name);

    private static CommandRun Run(params string[] args)
    {
        CommandRun run = CommandRun.Of(args);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        return run;
    }

    private static string Problem(params string[] args)
    {
        CommandRun run = CommandRun.Of(args);
        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.Trim().ShouldNotContain("\n");
        return run.Error.Trim().Replace("jouletree: error: ", "", StringComparison.Ordinal);
    }

    private static byte[] Binary(string[] args)
    {
        using MemoryStream stream = new();
        using StringWriter error = new();
        CommandContext context = new() { Out = TextWriter.Null, Error = error, OpenBinary = () => stream };
        CommandRunner.RunAsync(args, context).GetAwaiter().GetResult().ShouldBe(ExitCodes.Done, error.ToString());
        return stream.ToArray();
    }

    private static string[] Query(string sql)
    {
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount)
                .Select(index => Convert.ToString(reader.GetValue(index), CultureInfo.InvariantCulture))));
        return [.. rows];
    }
}
