using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Fuzzing;
using SharpFuzz;

// Without arguments: the names of the targets. With a target: reads what afl-fuzz gives, again and again (of an instrumented copy,
// benchmarks/fuzz.sh). With a target and files: reads those once, and says how each ended.
if (args.Length == 0)
{
    foreach (FuzzTarget each in FuzzTargets.All)
        Console.WriteLine(each.Name);
    return 0;
}

if (args.Length == 1)
{
    // A reader that overruns the stack, and a native library that aborts, end the process that reads, not that which afl-fuzz talks to.
    // Nothing of what is instrumented may run outside, targets neither.
    FuzzTarget? fuzzed = null;
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        fuzzed ??= FuzzTargets.Find(args[0]);
        fuzzed.Run(bytes.ToArray());
    });
    return 0;
}

FuzzTarget target = FuzzTargets.Find(args[0]);
int crashes = 0;
foreach (string path in args.Skip(1))
{
    StringBuilder line = new($"{path}: ");
    try
    {
        InputException? refusal = target.Run(File.ReadAllBytes(path));
        line.Append(refusal is null ? "read" : $"refused: {refusal.Message}");
    }
    catch (Exception error)
    {
        crashes++;
        line.Append(error);
    }

    Console.WriteLine(line);
}

return crashes > 0 ? 2 : 0;
