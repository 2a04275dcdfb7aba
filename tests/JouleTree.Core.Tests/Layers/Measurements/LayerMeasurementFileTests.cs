using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Measurements;

public sealed class LayerMeasurementFileTests
{
    private const string Good = """{"module":"ReLU","configuration":{"batch_size":2,"input_size":3},"energy_j":1,"energy_source":"x"}""";

    [Theory]
    [InlineData("{", "is not JSON at byte 2 of the line, expected one measurement as an object")]
    [InlineData("[]", "found [], expected an object")]
    [InlineData("""{"module":3}""", "field 'module': found 3, expected a text")]
    [InlineData("""{"module":"\ud800"}""", "field 'module': holds text that is not valid Unicode")]
    [InlineData("""{"module":"ReLU"}""", "field 'energy_j': is missing: energies are joules per forward pass")]
    [InlineData("""{"module":"ReLU","energy_j":1e999}""", "field 'energy_j': found 1e999, expected a finite number")]
    [InlineData("""{"module":"ReLU","energy_j":-1}""", "field 'energy_j': is negative")]
    [InlineData("""{"module":"ReLU","energy_j":1,"configuration":7}""", "field 'configuration': found 7, expected an object")]
    [InlineData("""{"module":"x","energy_j":1,"configuration":{}}""", "field 'module': is 'x', no known layer type")]
    [InlineData("""{"module":"ReLU","energy_j":1,"configuration":{"batch_size":2}}""", "field 'input_size': is missing")]
    // What was cut off to 2 before.
    [InlineData("""{"module":"ReLU","energy_j":1,"configuration":{"batch_size":2,"input_size":2.5}}""",
        "field 'configuration.input_size': is 2.5, expected a whole number")]
    [InlineData("""{"module":"ReLU","energy_j":1,"configuration":{"batch_size":2,"input_size":1e30}}""", "is 1E+30, expected a whole number")]
    [InlineData("""{"module":"m","energy_j":1,"batch_size":0}""", "field 'batch_size': is 0, expected a whole number from 1")]
    [InlineData("""{"module":"m","energy_j":1,"batch_size":1,"layer_idx":3e9}""", "field 'layer_idx': is 3000000000, expected a whole number")]
    [InlineData("""{"module":"m","energy_j":1,"batch_size":1}""", "field 'energy_source': is missing: say what measured the energy")]
    [InlineData("""{"module":"m","energy_j":1,"batch_size":1,"energy_source":"x","repetition_energy_j":7}""",
        "field 'repetition_energy_j': found 7, expected an array")]
    [InlineData("""{"module":"m","energy_j":1,"batch_size":1,"energy_source":"x","repetition_energy_j":["1"]}""",
        "field 'repetition_energy_j[0]': found \"1\", expected a finite number")]
    public void Read_LineThatBreaksTheFormat_IsRefusedWithItsPlace(string line, string problem)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("m.jsonl", $"{Good}\n\n{line}\n");

        string message = Should.Throw<InputException>(() => LayerMeasurementFile.Read(file)).Message;

        message.ShouldStartWith($"{file}:3: ");
        message.ShouldContain(problem);
    }

    [Fact]
    public void Read_WholeNumbersWithAPoint_AreRead()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("m.jsonl",
            """{"module":"ReLU","configuration":{"batch_size":2.0,"input_size":3e0},"energy_j":1,"energy_source":"x","layer_idx":null}""");

        LayerMeasurementFile.Read(file).ShouldHaveSingleItem().Configuration!.Values.ShouldBe([2, 3]);
    }
}
