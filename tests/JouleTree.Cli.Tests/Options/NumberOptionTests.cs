using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Options;

public sealed class NumberOptionTests
{
    [Theory]
    [InlineData("3.5", 3.5)]
    [InlineData("1e-3", 0.001)]
    [InlineData(".5", 0.5)]
    [InlineData("7", 7.0)]
    public void Real_Number_IsRead(string text, double value) => NumberOption.Real(text).ShouldBe(value);

    [Theory]
    [InlineData("3,5")]
    [InlineData("1,000")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("∞")]
    [InlineData("0x10")]
    [InlineData("")]
    [InlineData("3 W")]
    public void Real_AnythingElse_IsNone(string text) => NumberOption.Real(text).ShouldBeNull();

    [Theory]
    [InlineData(
        "--watts-per-core", "3,5", "expected a number of watts above 0; decimals follow a point, and thousands have no separator",
        "profile", "gpt2")]
    [InlineData("--watts-per-core", "0", "expected a number of watts above 0", "profile", "gpt2")]
    [InlineData("--watts-per-core", "NaN", "expected a number of watts above 0", "profile", "gpt2")]
    [InlineData("--clock-offset", "1,5", "expected a number of seconds; decimals", "doctor")]
    [InlineData("--minutes", "3,5", "expected a number of minutes above 0; decimals", "calibrate", "x", "-o", "x.json")]
    [InlineData("--minutes", "1e999", "expected a number of minutes above 0", "calibrate", "x", "-o", "x.json")]
    [InlineData("--noise", "0,1", "expected a number from 0 to 0.2; decimals", "generate", "x.jsonl")]
    [InlineData("--batch-sizes", "1,4", "expected whole numbers of at least 1; decimals", "generate", "x.jsonl")]
    [InlineData("--batch-size", "1,000", "expected a whole number of at least 1; decimals", "inspect", "gpt2")]
    [InlineData("--batch-size", "0", "expected a whole number of at least 1", "estimate", "gpt2")]
    [InlineData("--seq-len", "99999999999", "expected a whole number of at least 1", "inspect", "gpt2")]
    [InlineData("--seeds", "1001", "expected a whole number from 1 to 1000", "ablate", "x.jsonl")]
    [InlineData("--max-upload", "x", "expected a whole number of MiB from 1 to 65536", "serve")]
    [InlineData("--seed", "-1", "expected a whole number from 0 to 4294967295", "train", "x.jsonl", "m")]
    [InlineData("--depth", "-1", "expected a whole number of at least 0", "sweep", "gpt2")]
    [InlineData("--budget", "1,5s", "expected a positive duration", "profile", "gpt2")]
    [InlineData("--fail-above", "1,5%", "expected a percentage", "compare", "gpt2", "gpt2")]
    public void Command_NumberThatIsNone_SaysWhatItTakes(string option, string value, string expected, params string[] verb)
    {
        CommandRun run = CommandRun.Of([.. verb, option, value]);

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldStartWith($"jouletree: error: {option} {value}: {expected}");
    }
}
