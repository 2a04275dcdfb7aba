using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Tables.Columns;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Tables.Tests;

public sealed class TableFileTests
{
    private const int Cases = 1000;
    private const long MaxBytes = 512L << 20;

    // Internal types are no parameters of public tests.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_OfWhatWasWritten_IsTheSameRows(bool arrow)
    {
        TableFormat format = FormatOf(arrow);

        Samples.Text(format, Samples.File(format)).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
        [
            """{"name_j":"\u00E40","macs":9223372036854775807,"energy_j":0,"partial":true,"notes":["a","b"],"repetition_energy_j":[1.5]"""
                + ""","stride":[1,2],"inputs":[[1,2],[],[3]],"terms_j":{"x":0.25}}""",
            "{}",
            """{"name_j":"\u00E42","macs":9223372036854775805,"energy_j":1,"partial":false,"notes":[],"repetition_energy_j":[]"""
                + ""","stride":[],"inputs":[],"terms_j":{}}""",
        ]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_OfManyGroups_HasAllRowsInOrder(bool arrow)
    {
        const int rows = 300_000;
        ResultTable<int> table = new(new Column<int>("layer", row => row));
        using MemoryStream stream = new();
        TableFile.Write(stream, FormatOf(arrow), "layers estimate", table, Enumerable.Range(0, rows));

        Samples.Text(FormatOf(arrow), stream.ToArray()).Split('\n').Take(rows)
            .ShouldBe(Enumerable.Range(0, rows).Select(row => $"{{\"layer\":{row}}}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_OfNoRows_IsEmpty(bool arrow) => Samples.Text(FormatOf(arrow), Samples.File(FormatOf(arrow), 0)).ShouldBe("");

    [Fact]
    public void Parquet_InDuckDb_HasTypesAndValues()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("rows.parquet");
        File.WriteAllBytes(file, Samples.File(TableFormat.Parquet));

        DuckDb.Query($"select column_name, column_type from (describe select * from '{file}')").ShouldBe(
        [
            "name_j|VARCHAR", "macs|BIGINT", "energy_j|DOUBLE", "partial|BOOLEAN", "notes|VARCHAR[]", "repetition_energy_j|DOUBLE[]",
            "stride|BIGINT[]", "inputs|BIGINT[][]", "terms_j|MAP(VARCHAR, DOUBLE)",
        ]);
        DuckDb.Query($"select * from '{file}'").ShouldBe(
        [
            "ä0|9223372036854775807|0|True|[a,b]|[1.5]|[1,2]|[[1,2],[],[3]]|{x=0.25}",
            "NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
            "ä2|9223372036854775805|1|False|[]|[]|[]|[]|{}",
        ]);
    }

    [Fact]
    public void Parquet_Metadata_HasVersionSchemaUnitsAndMeanings()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("rows.parquet");
        File.WriteAllBytes(file, Samples.File(TableFormat.Parquet));

        string[] pairs = DuckDb.Query($"select decode(key), decode(value) from parquet_kv_metadata('{file}')");

        pairs.ShouldContain("jouletree.schema|estimate");
        pairs.ShouldContain(pair => pair.StartsWith("jouletree.version|0.", StringComparison.Ordinal));
        pairs.ShouldContain(pair => pair.StartsWith("jouletree.columns|", StringComparison.Ordinal)
            && pair.Contains("\"energy_j\":{\"unit\":\"J\",\"meaning\":\"joules per forward pass", StringComparison.Ordinal));
        DuckDb.Query($"select decode(key_value_metadata['unit']) from parquet_metadata('{file}') where path_in_schema = 'energy_j'")
            .ShouldBe(["J"]);
    }

    [Fact]
    public void Arrow_OfAnotherReader_HasTypesUnitsAndMeanings()
    {
        using ArrowFileReader reader = new(new MemoryStream(Samples.File(TableFormat.Arrow)));
        using RecordBatch batch = reader.ReadNextRecordBatch();

        batch.Length.ShouldBe(3);
        batch.Schema.Metadata["jouletree.schema"].ShouldBe("estimate");
        Field energy = batch.Schema.GetFieldByName("energy_j");
        energy.DataType.TypeId.ShouldBe(ArrowTypeId.Double);
        energy.Metadata["unit"].ShouldBe("J");
        energy.Metadata["meaning"].ShouldStartWith("joules per forward pass");
        ((Int64Array)batch.Column("macs")).ToArray().ShouldBe([long.MaxValue, null, long.MaxValue - 2]);
        batch.Schema.GetFieldByName("inputs").DataType.ShouldBeOfType<ListType>();
        batch.Schema.GetFieldByName("terms_j").DataType.ShouldBeOfType<MapType>();
    }

    [Fact]
    public void Parquet_OfDuckDb_IsRead()
    {
        using TemporaryFolder folder = new();
        (string ours, string theirs) = (folder.File("ours.parquet"), folder.File("theirs.parquet"));
        byte[] rows = Samples.File(TableFormat.Parquet);
        File.WriteAllBytes(ours, rows);
        foreach (string compression in (string[])["snappy", "zstd", "gzip", "lz4_raw", "brotli", "uncompressed"])
        {
            DuckDb.Query($"copy (select * from '{ours}') to '{theirs}' (compression {compression})");

            Samples.Text(TableFormat.Parquet, File.ReadAllBytes(theirs)).ShouldBe(Samples.Text(TableFormat.Parquet, rows), compression);
        }
    }

    [Fact]
    public void Parquet_OtherWholeAndRealTypes_AreRead()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("types.parquet");
        DuckDb.Query($"copy (select 1::tinyint a, 2::usmallint b, 3::integer c, 4::ubigint d, 5.5::float e, 6.25 f, {{'x': 7}} g, "
            + $"date '2026-01-01' h) to '{file}'");

        Samples.Text(TableFormat.Parquet, File.ReadAllBytes(file)).ShouldBe("""{"a":1,"b":2,"c":3,"d":4,"e":5.5,"f":6.25,"g":{"x":7}}""" + "\n");
    }

    [Fact]
    public void Parquet_EnergiesOfCodeCarbon_AreCsv()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("linear.parquet");
        DuckDb.Query($"copy (select 1 batch_size, 0.5 cpu_energy, 'a,b' cpu_model) to '{file}'");

        Samples.Text(TableFormat.Parquet, File.ReadAllBytes(file)).ShouldStartWith("batch_size,");
    }

    // A file of a few bytes can say that there are a billion of them.
    [Fact]
    public void Arrow_RowsOfNothing_AreRefused()
    {
        Schema schema = new(new List<Field>(), null);
        using MemoryStream stream = new();
        using (ArrowFileWriter writer = new(stream, schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(new RecordBatch(schema, new List<IArrowArray>(), 1_000_000));
            writer.WriteEnd();
        }

        Should.Throw<InputException>(() => Samples.Text(TableFormat.Arrow, stream.ToArray())).Message
            .ShouldBe("x.table: has no column of numbers, texts or lists of them");
    }

    [Fact]
    public void Parquet_ColumnsThatNoCellHolds_AreNamed()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("dates.parquet");
        DuckDb.Query($"copy (select date '2026-01-01' d, interval 1 day i) to '{file}'");

        Should.Throw<InputException>(() => Samples.Text(TableFormat.Parquet, File.ReadAllBytes(file))).Message
            .ShouldBe("x.table: has no column of numbers, texts or lists of them, only d, i");
    }

    [Fact]
    public void List_WithNull_IsNamed()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("null.parquet");
        DuckDb.Query($"copy (select [1, null, 2] stride) to '{file}'");

        Should.Throw<InputException>(() => Samples.Text(TableFormat.Parquet, File.ReadAllBytes(file)))
            .Message.ShouldBe("x.table: field 'stride': holds null inside of a list, expected lists of values");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_OfACutFile_SaysThatItIsIncomplete(bool arrow)
    {
        TableFormat format = FormatOf(arrow);
        byte[] file = Samples.File(format, 100);
        for (int length = format == TableFormat.Arrow ? 8 : 4; length < file.Length; length += Math.Max(1, file.Length / Cases))
        {
            InputException error = Should.Throw<InputException>(() => Samples.Text(format, file[..length]), $"{length} bytes");
            error.Message.ShouldStartWith($"x.table: is a damaged or incomplete {format} file");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_OfADamagedFile_EndsInRowsOrAClearError(bool arrow)
    {
        TableFormat format = FormatOf(arrow);
        byte[][] files = [Samples.File(format), Samples.File(format, TestTreesOf())];
        long before = Environment.WorkingSet;
        for (int seed = 0; seed < Cases; seed++)
        {
            byte[] bytes = new Mutator(seed).Bytes(files[seed % files.Length]);
            try
            {
                Samples.Text(format, bytes);
            }
            catch (InputException error)
            {
                error.Message.ShouldStartWith("x.table: ", customMessage: $"case {seed}");
            }

            // What a decoder asks for and never touches, since the file ends before, is no memory of the machine.
            if (Environment.WorkingSet - before >= MaxBytes)
                GC.Collect();
            (Environment.WorkingSet - before).ShouldBeLessThan(MaxBytes, $"case {seed}");
        }
    }

    private static List<Core.Trees.ModelTree> TestTreesOf() => Samples.Trees(new RandomTrees(7).Next().Line);

    private static TableFormat FormatOf(bool arrow) => arrow ? TableFormat.Arrow : TableFormat.Parquet;
}
