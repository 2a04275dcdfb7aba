using JouleTree.Core.Errors;

namespace JouleTree.Samples;

/// <summary>Runs the programs of the README: <c>dotnet run --project samples/JouleTree.Samples -- estimate</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["count"]:
                    Programs.Count();
                    return 0;
                case ["estimate"]:
                    Programs.Estimates();
                    return 0;
                case ["measure", string network]:
                    MeasuringProgram.Measure(network);
                    return 0;
                case ["train", string trees]:
                    Programs.Train(trees);
                    return 0;
                case ["compare"]:
                    Programs.Compare();
                    return 0;
                default:
                    Console.Error.WriteLine("expected count, estimate, measure FILE.onnx, train TREES.jsonl or compare");
                    return 1;
            }
        }
        catch (InputException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
    }
}
