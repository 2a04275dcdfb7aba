using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Scaling;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving.Scaling;

/// <summary>GPUs as they are described: units, ranges, and what is refused.</summary>
public sealed class GpuSpecTests
{
    private const string Rest = "memory=141GB,bandwidth=4.8TB/s,peak=989TFLOPS,power=700W";

    private static readonly GpuSheet Sheet = new("NVIDIA H200", 141e9, 4.8e12, 989e12, 700);

    [Theory]
    [InlineData("name=NVIDIA H200," + Rest)]
    [InlineData("name=\"NVIDIA H200\", memory=0.141 TB, bandwidth=4800GB/s, peak=0.989 PFLOP/s, power=0.7kW")]
    public void Parse_Fields_AreInBaseUnits(string text)
    {
        GpuSpec spec = GpuSpec.Parse(text);

        spec.Gpu.Name.ShouldBe(Sheet.Name);
        Relative(spec.Gpu.MemoryBytes, Sheet.MemoryBytes);
        Relative(spec.Gpu.BytesPerSecond, Sheet.BytesPerSecond);
        Relative(spec.Gpu.FlopsPerSecond, Sheet.FlopsPerSecond);
        Relative(spec.Gpu.PowerLimitWatts, Sheet.PowerLimitWatts);
        spec.Like.ShouldBeNull();
    }

    [Fact]
    public void Parse_BinaryMemory_IsPowersOfTwo() =>
        GpuSpec.Parse(Rest.Replace("141GB", "80GiB", StringComparison.Ordinal) + ",like=x").ShouldSatisfyAllConditions(
            spec => spec.Gpu.MemoryBytes.ShouldBe(80.0 * (1L << 30)), spec => spec.Gpu.Name.ShouldBe("a described GPU"),
            spec => spec.Like.ShouldBe("x"));

    [Fact]
    public void Parse_WhatKernelsNeedBeside_IsReadToo() =>
        GpuSpec.Parse(Rest + ",multiprocessors=132,cache=50MB").ShouldSatisfyAllConditions(
            spec => spec.Multiprocessors.ShouldBe(132), spec => spec.CacheBytes.ShouldBe(50e6));

    [Theory]
    [InlineData("memory=141GB,peak=989TFLOPS,power=700W", "field 'bandwidth': is missing, expected 10 GB/s to 200 TB/s, such as 4.8TB/s")]
    [InlineData("bandwidth=4.8TB/s,peak=989TFLOPS,power=700W", "field 'memory': is missing, expected 1 GB to 10 TB, such as 141GB")]
    [InlineData(Rest + ",power=700W", "field 'power': is given twice")]
    [InlineData(Rest + ",watts=700W", "field 'watts': is not known, expected name, memory, bandwidth, peak, power, like")]
    [InlineData(Rest + ",like=", "field 'like': is empty")]
    [InlineData(Rest + ",cache=50", "field 'cache': is 50, without one of its units MiB, MB, GB")]
    [InlineData(Rest + ",multiprocessors=many", "field 'multiprocessors': is many, which is no number: expected 1 to 10000, such as 132")]
    [InlineData("H200", "'H200' is no KEY=VALUE")]
    [InlineData("memory=141GB,bandwidth=4.8Tb/s,peak=989TFLOPS,power=700W", "is 4.8Tb/s, without one of its units GB/s, TB/s")]
    [InlineData("memory=141GB,bandwidth=4800,peak=989TFLOPS,power=700W", "is 4800, without one of its units")]
    [InlineData("memory=141GB,bandwidth=4.8GB/s,peak=989TFLOPS,power=700W", "field 'bandwidth': is 4.8GB/s, expected 10 GB/s to 200 TB/s")]
    [InlineData("memory=141GB,bandwidth=4.8TB/s,peak=-989TFLOPS,power=700W", "field 'peak': is -989TFLOPS, expected 0.1 TFLOPS to 100 PFLOPS")]
    [InlineData("memory=141GB,bandwidth=4.8TB/s,peak=989TFLOPS,power=700kW", "field 'power': is 700kW, expected 5 W to 20 kW")]
    [InlineData("memory=141GB,bandwidth=4.8TB/s,peak=989TFLOPS,power=NaNW", "field 'power': is NaNW")]
    [InlineData("memory=manyGB,bandwidth=4.8TB/s,peak=989TFLOPS,power=700W", "is manyGB, which is no number of GB")]
    public void Parse_WhatIsWrong_IsOneErrorThatNamesTheField(string text, string problem) =>
        Should.Throw<InputException>(() => GpuSpec.Parse(text)).Message.ShouldContain(problem);

    [Fact]
    public void Read_Json_IsTheSame()
    {
        GpuSpec spec = GpuSpec.Read(File(
            """
            {"name": "NVIDIA H200", "memory": "141 GB", "bandwidth": "4.8 TB/s", "peak": "989 TFLOPS", "power": "700 W",
             "multiprocessors": 132}
            """));

        spec.ShouldBe(new GpuSpec(Sheet, null, 132));
    }

    [Theory]
    [InlineData("""{"memory": "141GB", "bandwidth": 4.8}""", "spec.json: field 'bandwidth': found the number 4.8, expected a text with the unit")]
    [InlineData("""{"memory": "141GB"}""", "spec.json: field 'bandwidth': is missing")]
    [InlineData("[1]", "expected an object")]
    public void Read_WhatIsWrong_NamesFileAndField(string json, string problem) =>
        Should.Throw<InputException>(() => GpuSpec.Read(File(json))).Message.ShouldContain(problem);

    private static InputFile File(string json) => InputFile.OfStream(() => new MemoryStream(Encoding.UTF8.GetBytes(json)), "spec.json");

    private static void Relative(double found, double expected) => found.ShouldBe(expected, 1e-12 * expected);
}
