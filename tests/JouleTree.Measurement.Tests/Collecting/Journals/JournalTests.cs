using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Collecting.Journals;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_AfterAppending_KnowsWhatIsDoneAndWhatFailed()
    {
        using (Journal journal = Journal.Open(_folder.Path, resume: false))
        {
            journal.Append(Entry(1));
            journal.Append(Entry(2) with { Error = "no" });
        }

        using Journal again = Journal.Open(_folder.Path, resume: true);
        again.Known.ShouldBe(new Dictionary<string, bool> { ["1"] = true, ["2"] = false }, ignoreOrder: true);
        again.TornBytes.ShouldBe(0);
    }

    [Fact]
    public void Open_WithoutResume_RefusesAJournalThatIsThere()
    {
        using (Journal journal = Journal.Open(_folder.Path, resume: false))
            journal.Append(Entry(1));

        Should.Throw<InputException>(() => Journal.Open(_folder.Path, resume: false))
            .Message.ShouldContain("holds 1 workload already: add `resume`");
    }

    [Fact]
    public void Open_Twice_IsRefused()
    {
        using Journal journal = Journal.Open(_folder.Path, resume: false);

        Should.Throw<InputException>(() => Journal.Open(_folder.Path, resume: true))
            .Message.ShouldContain("another process is writing this journal");
    }

    [Fact]
    public void Open_JournalCutAnywhere_LosesOnlyTheTornLine()
    {
        byte[] whole = [.. Enumerable.Range(0, 4).SelectMany(number => JournalLine.Write(Entry(number)))];
        int[] ends = [.. whole.Select((value, index) => (value, index)).Where(item => item.value == '\n').Select(item => item.index + 1)];
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Journal.PathIn(_folder.Path), whole[..length]);
            int lines = ends.Count(end => end <= length);
            using (Journal journal = Journal.Open(_folder.Path, resume: true))
            {
                journal.Known.Count.ShouldBe(lines);
                journal.TornBytes.ShouldBe(length - ends.LastOrDefault(end => end <= length));
                journal.Append(Entry(9));
            }

            CampaignResults.Write(_folder.Path)["layers.jsonl"].ShouldBe(lines + 1);
        }
    }

    [Fact]
    public void Open_LastLineOfZeros_IsTorn()
    {
        File.WriteAllBytes(Journal.PathIn(_folder.Path), [.. JournalLine.Write(Entry(1)), .. new byte[300], (byte)'\n']);

        using Journal journal = Journal.Open(_folder.Path, resume: true);

        journal.Known.Keys.ShouldBe(["1"]);
        journal.TornBytes.ShouldBe(301);
    }

    [Fact]
    public void Open_DamagedLineInTheMiddle_NamesIt()
    {
        File.WriteAllBytes(Journal.PathIn(_folder.Path),
            [.. JournalLine.Write(Entry(1)), .. "nonsense\n"u8, .. JournalLine.Write(Entry(2))]);

        Should.Throw<InputException>(() => Journal.Open(_folder.Path, resume: true)).Message.ShouldContain("journal.jsonl:2: is no entry");
    }

    [Fact]
    public void Append_DiskFull_KeepsWhatIsThereAndCanGoOn()
    {
        SmallDisk? disk = null;
        using Journal journal = Journal.Open(_folder.Path, resume: false, path => disk = new SmallDisk(path, room: 700));
        journal.Append(Entry(1));

        InputException error = Should.Throw<InputException>(() =>
        {
            journal.Append(Entry(2));
            journal.Append(Entry(3));
        });

        error.Message.ShouldContain("No space left on device");
        error.Message.ShouldContain("continue with `resume`");
        error.Arguments.ShouldBe(["resume"]);
        File.ReadAllBytes(Journal.PathIn(_folder.Path))[^1].ShouldBe((byte)'\n');
        disk!.Room = 5000;
        journal.Append(Entry(3));
        JournalLines.Visit(Journal.PathIn(_folder.Path), (line, number, _) => JournalLine.Read(line, default)).ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Write_LongWorkload_IsReadFromItsBeginning()
    {
        byte[] line = JournalLine.Write(Entry(7) with { Workload = new string('ä', 100_000) });

        JournalLine.ReadStart(line.AsSpan(0, 256)).ShouldBe(new JournalLineStart("7", true, "onnxruntime 1.31.1"));
        JournalLine.Read(line.AsMemory(0, line.Length - 1), default).Parts.Keys.ShouldBe(["layer"]);
    }

    [Fact]
    public void CheckEngine_JournalOfAnother_IsRefused()
    {
        using (Journal journal = Journal.Open(_folder.Path, resume: false))
        {
            journal.CheckEngine("libtorch 2.10.0");
            journal.Append(Entry(1));
        }

        using Journal again = Journal.Open(_folder.Path, resume: true);
        again.CheckEngine("onnxruntime 1.32.0");
        Should.Throw<InputException>(() => again.CheckEngine("libtorch 2.10.0")).Message.ShouldBe(
            $"{Journal.PathIn(_folder.Path)}: holds measurements of onnxruntime 1.31.1, and this plan is run by libtorch 2.10.0: name another "
            + "folder, engines are not mixed in one journal");
    }

    [Fact]
    public void CheckEngine_JournalOfBefore_IsOnnxRuntimes()
    {
        string line = System.Text.Encoding.UTF8.GetString(JournalLine.Write(Entry(1)));
        File.WriteAllText(
            Journal.PathIn(_folder.Path), line.Replace("\"engine\":\"onnxruntime 1.31.1\",", "", StringComparison.Ordinal));

        using Journal journal = Journal.Open(_folder.Path, resume: true);

        journal.Known.Keys.ShouldBe(["1"]);
        journal.CheckEngine("onnxruntime 1.31.1");
        Should.Throw<InputException>(() => journal.CheckEngine("libtorch 2.10.0"));
    }

    [Fact]
    public void Interrupted_NamesTheWorkloadInFlight()
    {
        using (Journal journal = Journal.Open(_folder.Path, resume: false))
        {
            journal.Begin("1");
            journal.Append(Entry(1));
            journal.Begin("2");
        }

        using (Journal journal = Journal.Open(_folder.Path, resume: true))
        {
            journal.Interrupted.ShouldBe("2");
            journal.Append(Entry(2));
        }

        using Journal done = Journal.Open(_folder.Path, resume: true);
        done.Interrupted.ShouldBeNull();
    }

    internal static JournalEntry Entry(int number, string device = "one", string started = "2026-11-22T00:00:00+00:00",
        double joules = 1) => new()
        {
            Id = number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Kind = WorkloadKind.Layer,
            Workload = $"ReLU {number}",
            Order = number,
            Device = device,
            Engine = "onnxruntime 1.31.1",
            Started = DateTimeOffset.Parse(started, System.Globalization.CultureInfo.InvariantCulture),
            WallSeconds = 1,
            Layer = new LayerMeasurement
            {
                Module = "ReLU",
                BatchSize = 1,
                Configuration = LayerConfiguration.Create(LayerType.ReLU, 1, number + 1),
                EnergyJoules = joules,
                EnergySource = "measured: test",
                Device = device,
            },
        };

    /// <summary>A file on a disk with little room.</summary>
    private sealed class SmallDisk(string path, int room) : Stream
    {
        private readonly FileStream _file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 0);

        public int Room { get; set; } = room;

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => _file.Length;

        public override long Position { get => _file.Position; set => _file.Position = value; }

        public override void Flush() => _file.Flush(true);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

        public override void SetLength(long value) => _file.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count)
        {
            int fits = (int)Math.Min(count, Room - _file.Length);
            _file.Write(buffer, offset, fits);
            if (fits < count)
                throw new IOException("No space left on device");
        }

        protected override void Dispose(bool disposing)
        {
            _file.Dispose();
            base.Dispose(disposing);
        }
    }
}
