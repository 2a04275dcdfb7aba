using JouleTree.Core.Errors;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Errors;

public sealed class InputExceptionArgumentsTests
{
    [Fact]
    public void MessageWith_ArgumentsInBackticks_TakeOtherNames()
    {
        InputException error = new(new InputPlace("skip.json"), "a run of `skip` and `other`: choose a smaller `skip`")
        {
            Arguments = ["skip", "unknown"],
        };

        error.MessageWith(Flag).ShouldBe("skip.json: a run of --skip and `other`: choose a smaller --skip");
        error.Message.ShouldBe("skip.json: a run of `skip` and `other`: choose a smaller `skip`");
    }

    [Fact]
    public void MessageWith_ArgumentToBlame_StandsInThePlaceUnlessTheProblemNamesIt()
    {
        InputException blamed = new(new InputPlace(Argument: "skip"), "is of another kind");
        blamed.MessageWith(Flag).ShouldBe("--skip: is of another kind");
        InputException named = new(new InputPlace("x.onnx", Argument: "skip"), "is a file: `skip` is for others");

        named.Message.ShouldBe("x.onnx: is a file: `skip` is for others");
        named.MessageWith(Flag).ShouldBe("x.onnx: is a file: --skip is for others");
        named.MessageWith(_ => null).ShouldBe(named.Message);
    }

    [Fact]
    public void Arguments_OfTheCauseAndInAFile_AreKept()
    {
        InputException error = new("give `skip`") { Arguments = ["skip"] };

        new InputException(new InputPlace("a.json"), error.Problem, error).MessageWith(Flag).ShouldBe("a.json: give --skip");
        error.In("b.json", 3).MessageWith(Flag).ShouldBe("b.json:3: give --skip");
    }

    private static string? Flag(string argument) => argument == "skip" ? "--skip" : null;
}
