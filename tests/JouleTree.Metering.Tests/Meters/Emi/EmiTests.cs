using System.Buffers.Binary;
using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Emi;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.Emi;

public sealed class EmiTests
{
    private static readonly string[] Names = ["RAPL_Package0_PKG", "RAPL_Package0_DRAM", "RAPL_Package0_PP0"];

    [Fact]
    public void Channels_SecondVersion_NamesThemAll() =>
        EmiParser.Channels(2, Metadata(Names)).Select(channel => channel.Name).ShouldBe(Names);

    [Fact]
    public void Channels_FirstVersion_HasOne()
    {
        byte[] name = Encoding.Unicode.GetBytes("Whole machine\0");
        byte[] metadata = new byte[4 + 64 + 2 + 2 + name.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(metadata.AsSpan(70), (ushort)name.Length);
        name.CopyTo(metadata, 72);

        EmiParser.Channels(1, metadata).Single().Name.ShouldBe("Whole machine");
    }

    [Fact]
    public void Channels_CutBuffer_IsRefused() =>
        Should.Throw<InputException>(() => EmiParser.Channels(2, Metadata(Names).AsSpan(0, 90))).Message.ShouldContain("at least");

    [Fact]
    public void Between_RecordedReadings_CountsPartsOfAPackageOnce()
    {
        ManualClock clock = new();
        RecordedDevice device = new(EmiParser.Channels(2, Metadata(Names)),
            [Measurement(1_000_000_000, 5_000, 7), Measurement(3_777_777_778, 277_782_778, 99)]);
        using IEnergyMeter meter = new EmiSource(() => [device], clock).Open();
        MeterMark start = meter.Mark();
        clock.Advance(1);

        EnergyWindow window = meter.Between(start, meter.Mark());

        // 2,777,777,778 pWh are 10 J, 277,777,778 pWh are 1 J.
        window.Joules!.Value.ShouldBe(11, 1e-6);
        window.Components["RAPL_Package0_DRAM"].ShouldBe(1, 1e-6);
    }

    // Names as Windows gives them on Intel (PP0, PP1, PSYS) and AMD (a CORE each), and a meter of another kind.
    [Theory]
    [InlineData("RAPL_Package0_PKG", "RAPL_Package0_PKG RAPL_Package0_PP0 RAPL_Package0_PP1 RAPL_Package0_PSYS")]
    [InlineData("RAPL_Package0_PKG RAPL_Package0_DRAM", "RAPL_Package0_PKG RAPL_Package0_DRAM RAPL_Package0_PP0 RAPL_Package0_PP2_GT")]
    [InlineData("RAPL_Package0_PKG", "RAPL_Package0_PKG RAPL_Package0_Core0_CORE RAPL_Package0_Core1_CORE rapl_package0_core17_core")]
    [InlineData("RAPL_Package0_PKG RAPL_Package1_PKG", "RAPL_Package0_PKG RAPL_Package1_PKG RAPL_Package1_CORE RAPL_PSYS")]
    [InlineData("RAPL_Package0_PKG GPU", "RAPL_Package0_PKG RAPL_Package0_UNCORE GPU")]
    [InlineData("RAPL_Package0_PSYS", "RAPL_Package0_PSYS RAPL_Package0_DRAM RAPL_Package0_PP0")]
    [InlineData("Whole machine", "Whole machine")]
    [InlineData("", "RAPL_Package0_PP0 RAPL_Package0_Core0_CORE RAPL_Package0_DRAM")]
    public void Counted_AnyChannels_NothingIsCountedTwice(string counted, string names)
    {
        EmiChannel[] channels = [.. names.Replace("Whole machine", "Whole~machine", StringComparison.Ordinal).Split(' ')
            .Select(name => new EmiChannel(name.Replace('~', ' ')))];

        bool[] isCounted = EmiChannel.Counted(channels);

        string.Join(' ', channels.Where((_, index) => isCounted[index]).Select(channel => channel.Name)).ShouldBe(counted);
    }

    [Fact]
    public void Open_PartsOfAPackageAlone_IsRefused()
    {
        RecordedDevice device = new([new EmiChannel("RAPL_Package0_Core0_CORE"), new EmiChannel("RAPL_Package0_PP0")], []);

        Should.Throw<MeterUnavailableException>(new EmiSource(() => [device], new ManualClock()).Open)
            .Message.ShouldContain("no channel of a whole package, only RAPL_Package0_Core0_CORE, RAPL_Package0_PP0");
    }

    [Fact]
    public void Probe_NotWindows_SaysSo() =>
        new EmiSource(null, new ManualClock()).Probe().Finding.ShouldBe("this is not Windows");

    private static byte[] Metadata(string[] names)
    {
        List<byte> bytes = [.. new byte[64], 1, 0, (byte)names.Length, 0];
        foreach (string name in names)
        {
            byte[] text = Encoding.Unicode.GetBytes(name + "\0");
            bytes.AddRange([0, 0, 0, 0, (byte)text.Length, 0, .. text]);
        }

        return [.. bytes];
    }

    private static byte[] Measurement(params ulong[] energies) =>
        [.. energies.SelectMany(energy => (byte[])[.. BitConverter.GetBytes(energy), .. BitConverter.GetBytes(0ul)])];

    private sealed class RecordedDevice(IReadOnlyList<EmiChannel> channels, IReadOnlyList<byte[]> buffers) : IEmiDevice
    {
        private int _next;

        public IReadOnlyList<EmiChannel> Channels => channels;

        public IReadOnlyList<EmiReading> Read() => EmiParser.Readings(channels.Count, buffers[_next++]);

        public void Dispose() => _next = 0;
    }
}
